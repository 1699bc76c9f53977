using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Jobs;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Controllers.Tests.Jobs;

public sealed class MisplacedControllerTests : IAsyncDisposable
{
    private readonly MemoryResourceClient _client = new(TimeProvider.System);
    private readonly CancellationTokenSource _stop = new();
    private readonly InformerSet _informers;
    private readonly Task _run;

    public MisplacedControllerTests()
    {
        _informers = new InformerSet(_client, TimeProvider.System, NullLoggerFactory.Instance);
        _run = new MisplacedController(_client, _informers, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _informers.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task What_belongs_into_cross_domain_says_so_elsewhere()
    {
        await CreateAsync(Kinds.KusciaJob, new KusciaJob { Metadata = Meta("default") });
        await CreateAsync(Kinds.KusciaTask, new KusciaTask { Metadata = Meta("default") });
        await CreateAsync(Kinds.KusciaDeployment, new KusciaDeployment { Metadata = Meta("default") });

        KusciaJob job = await WaitAsync(Kinds.KusciaJob, j => j.Status?.Phase is not null);
        KusciaTask task = await WaitAsync(Kinds.KusciaTask, t => t.Status?.Phase is not null);
        KusciaDeployment deployment = await WaitAsync(Kinds.KusciaDeployment, d => d.Status?.Phase is not null);

        Assert.Equal(("Failed", "WrongNamespace"), (job.Status?.Phase, job.Status?.Reason));
        Assert.Equal("nothing acts on a KusciaJob in namespace \"default\"; create it in namespace cross-domain", job.Status?.Conditions.Find("JobValidated")?.Message);
        Assert.Equal(("Failed", "WrongNamespace"), (task.Status?.Phase, task.Status?.Conditions.Find("ResourceCreated")?.Reason));
        Assert.Equal(("Failed", "WrongNamespace"), (deployment.Status?.Phase, deployment.Status?.Reason));
    }

    [Fact]
    public async Task Copies_for_a_partner_are_left_alone()
    {
        await CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = "bob" }, Spec = new DomainSpec { Role = "partner" } });
        await CreateAsync(Kinds.Namespace, new Namespace { Metadata = new ObjectMeta { Name = "bob" } });
        await CreateAsync(Kinds.KusciaJob, new KusciaJob { Metadata = Meta("bob") with { Annotations = new Dictionary<string, string> { [WellKnownAnnotations.InterconnKusciaParties] = "bob" } } });
        await CreateAsync(Kinds.KusciaJob, new KusciaJob { Metadata = Meta("default") });

        await WaitAsync(Kinds.KusciaJob, j => j.Metadata.Namespace == "default" && j.Status?.Phase is not null);

        Assert.Null((await _client.GetAsync(Kinds.KusciaJob, new ResourceName("bob", "x"), CancellationToken.None))?.Status);
    }

    [Fact]
    public async Task What_a_user_puts_among_the_copies_for_a_partner_says_so()
    {
        await CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = "bob" }, Spec = new DomainSpec { Role = "partner" } });
        await CreateAsync(Kinds.Namespace, new Namespace { Metadata = new ObjectMeta { Name = "bob" } });

        await CreateAsync(Kinds.KusciaJob, new KusciaJob { Metadata = Meta("bob") });

        KusciaJob job = await WaitAsync(Kinds.KusciaJob, j => j.Status?.Phase is not null);
        Assert.Equal(("Failed", "WrongNamespace"), (job.Status?.Phase, job.Status?.Reason));
    }

    private static ObjectMeta Meta(string @namespace) => new() { Namespace = @namespace, Name = "x" };

    private Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource)
        where T : Resource => _client.CreateAsync(kind, resource, CancellationToken.None);

    private async Task<T> WaitAsync<T>(ResourceKind<T> kind, Func<T, bool> wanted)
        where T : Resource
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await foreach (WatchEvent<T> change in _client.WatchAsync(kind, null, new ListOptions { ResourceVersion = "0" }, limit.Token))
        {
            if (wanted(change.Resource))
            {
                return change.Resource;
            }
        }

        throw new TimeoutException($"no {kind.Kind} became as wanted");
    }
}
