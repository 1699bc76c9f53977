using System.Net;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Jobs;
using Kuscia.Controllers.TaskResources;
using Kuscia.Controllers.Tasks;
using Kuscia.Controllers.Tests.Tasks;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Controllers.Tests.Jobs;

/// <summary>From a job to the objects of its task with an API that does not take one of them.</summary>
public sealed class FinalFaultTests : IAsyncDisposable
{
    private readonly MemoryResourceClient _client = new(TimeProvider.System);
    private readonly CancellationTokenSource _stop = new();
    private readonly InformerSet _informers;
    private Task _run = Task.CompletedTask;

    public FinalFaultTests() => _informers = new InformerSet(_client, TimeProvider.System, NullLoggerFactory.Instance);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _informers.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    public static TheoryData<string> Kindly => [.. Refusable().Keys];

    [Theory]
    [MemberData(nameof(Kindly))]
    public async Task What_the_api_will_never_take_ends_the_job_with_its_sentence(string kind)
    {
        await PrepareAsync();
        _client.Refuse(Refusable()[kind], new ResourceException(HttpStatusCode.UnprocessableEntity, "Invalid", $"{kind} is invalid: spec.x: Required value"));

        await SubmitAsync();

        KusciaJob job = await WaitAsync(j => j.Status?.CompletionTime is not null);
        Assert.Equal(JobPhase.Failed, job.Status?.Phase);
        Assert.Contains($"{kind} is invalid: spec.x: Required value", job.Status?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kindly))]
    public async Task What_the_api_does_not_take_now_is_told_in_the_job_which_goes_on(string kind)
    {
        await PrepareAsync();
        _client.Refuse(Refusable()[kind], new ResourceException(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", $"no {kind} just now"));

        await SubmitAsync();

        KusciaJob job = await WaitAsync(j => j.Status?.Message?.Contains($"no {kind} just now", StringComparison.Ordinal) == true);
        Assert.Equal(JobPhase.Running, job.Status?.Phase);
    }

    private static Dictionary<string, ResourceKind> Refusable() => new ResourceKind[]
    {
        Kinds.KusciaTask, Kinds.ConfigMap, Kinds.Pod, Kinds.Service, Kinds.TaskResourceGroup, Kinds.TaskResource,
    }.ToDictionary(k => k.Kind);

    private async Task PrepareAsync()
    {
        _run = Task.WhenAll(
            new JobController(new JobOptions(), _client, _informers, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(_stop.Token),
            new TaskController(new TaskOptions(), _client, _informers, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(_stop.Token),
            new TaskResourceGroupController(new GroupOptions(), _client, _informers, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(_stop.Token));
        await CreateAsync(Kinds.Namespace, new Namespace { Metadata = new ObjectMeta { Name = "alice" } });
        await CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = "alice" }, Spec = new DomainSpec() });
        await CreateAsync(Kinds.Node, TaskSamples.Node("n1", "alice"));
        AppImage image = TaskSamples.Image();
        await CreateAsync(Kinds.AppImage, image with { Metadata = new ObjectMeta { Name = "engine" } });
    }

    private Task<KusciaJob> SubmitAsync() => CreateAsync(Kinds.KusciaJob, new KusciaJob
    {
        Metadata = new ObjectMeta { Name = "job", Namespace = WellKnownNames.CrossDomainNamespace },
        Spec = new KusciaJobSpec
        {
            Initiator = "alice",
            Tasks = [new KusciaTaskTemplate { Alias = "a", TaskID = "t-a", AppImage = "engine", TaskInputConfig = "{}", Parties = [new JobParty { DomainID = "alice" }] }],
        },
    });

    private Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource)
        where T : Resource => _client.CreateAsync(kind, resource, CancellationToken.None);

    private async Task<KusciaJob> WaitAsync(Func<KusciaJob, bool> wanted)
    {
        KusciaJob? last = null;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        try
        {
            await foreach (WatchEvent<KusciaJob> change in _client.WatchAsync(
                Kinds.KusciaJob, WellKnownNames.CrossDomainNamespace, new ListOptions { ResourceVersion = "0" }, limit.Token))
            {
                last = change.Resource;
                if (wanted(last))
                {
                    return last;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        throw new TimeoutException($"the job did not become as wanted within 20 s; last: {last?.Status}");
    }
}
