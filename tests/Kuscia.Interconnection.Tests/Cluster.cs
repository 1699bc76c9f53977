using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Controllers;
using Kuscia.Controllers.Garbage;
using Kuscia.Controllers.Jobs;
using Kuscia.Controllers.Scheduling;
using Kuscia.Controllers.Serving;
using Kuscia.Controllers.TaskResources;
using Kuscia.Controllers.Tasks;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Logs;

namespace Kuscia.Interconnection.Tests;

/// <summary>One control plane with all its loops and a simulated node that runs the pods bound to it.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ControllersModule _controllers;
    private readonly InterconnectionModule _interconnection;

    /// <param name="domain">The own domain.</param>
    /// <param name="client">The own API as the loops reach it.</param>
    /// <param name="hosts">The APIs of partners as the loops reach them.</param>
    /// <param name="jobs">How jobs are driven.</param>
    /// <param name="outside">The own API as users and nodes reach it, when that is another way.</param>
    public Cluster(string domain, IResourceClient client, Func<string, IResourceClient> hosts, JobOptions? jobs = null, IResourceClient? outside = null)
    {
        Domain = domain;
        LogMemory loggers = Logs;
        Client = outside ?? client;
        Informers = new InformerSet(client, TimeProvider.System, loggers);
        _controllers = new ControllersModule(
            new ControllersOptions { HealthPort = null },
            [
                new JobController(jobs ?? new JobOptions(), client, Informers, TimeProvider.System, loggers),
                new TaskController(new TaskOptions(), client, Informers, TimeProvider.System, loggers),
                new ServingController(new TaskOptions(), client, Informers, TimeProvider.System, loggers),
                new TaskResourceGroupController(new GroupOptions(), client, Informers, TimeProvider.System, loggers),
                new GarbageController(client, Informers, TimeProvider.System, loggers),
                new SchedulerController(new SchedulerOptions(), client, Informers, TimeProvider.System, loggers),
            ],
            Informers,
            loggers);
        _interconnection = new InterconnectionModule(client, Informers, hosts, TimeProvider.System, loggers);
        Agent = new FakeAgent(Client, $"{domain}-node");
    }

    public string Domain { get; }

    public LogMemory Logs { get; } = new();

    public IResourceClient Client { get; }

    public InformerSet Informers { get; }

    /// <summary>Runs a pod to its end: gives the exit code and the last log lines.</summary>
    public FakeAgent Agent { get; }

    public async Task StartAsync(params string[] partners)
    {
        await PrepareAsync(partners);
        await StartLoopsAsync();
        Agent.Start();
    }

    /// <summary>Makes what a node has after its first start and the registration of its partners.</summary>
    public async Task PrepareAsync(params string[] partners)
    {
        await Client.CreateAsync(Kinds.Namespace, new Namespace { Metadata = new ObjectMeta { Name = WellKnownNames.CrossDomainNamespace } }, default);
        await AddDomainAsync(Domain, "");
        foreach (string partner in partners)
        {
            await AddDomainAsync(partner, "partner");
            await Client.CreateAsync(
                Kinds.InteropConfig,
                new InteropConfig { Metadata = new ObjectMeta { Name = $"{Domain}-2-{partner}" }, Spec = new InteropConfigSpec { Host = partner, Members = [Domain] } },
                default);
        }

        await Client.CreateAsync(Kinds.AppImage, Samples.Image("psi-image"), default);
        await AddNodeAsync(Samples.Node($"{Domain}-node", Domain));
    }

    /// <summary>Starts the loops alone: the node itself runs on when they end.</summary>
    public async Task StartLoopsAsync()
    {
        await _controllers.StartAsync(default);
        await _interconnection.StartAsync(default);
    }

    public Task AddDomainAsync(string domain, string role) => Task.WhenAll(
        Client.CreateAsync(
            Kinds.Namespace,
            new Namespace
            {
                Metadata = new ObjectMeta
                {
                    Name = domain,
                    Labels = role.Length == 0 ? null : new Dictionary<string, string> { [WellKnownLabels.Role] = role },
                },
            },
            default),
        Client.CreateAsync(Kinds.Domain, new Domain { Metadata = new ObjectMeta { Name = domain }, Spec = new DomainSpec { Role = role } }, default));

    public async Task AddNodeAsync(Node node)
    {
        Node made = await Client.CreateAsync(Kinds.Node, node with { Status = null }, default);
        await Client.WriteAsync(Kinds.Node, made, made with { Status = node.Status }, "status", default);
    }

    public Task<KusciaJob> SubmitAsync(KusciaJob job) => Client.CreateAsync(Kinds.KusciaJob, job, default);

    public Task<KusciaJob> JobAsync(string name, Func<KusciaJob, bool> until) => WaitAsync(Kinds.KusciaJob, Samples.CrossDomain(name), until);

    public Task<KusciaJob> JobPhaseAsync(string name, string phase) =>
        JobAsync(name, j => j.Status?.Phase == phase && (phase is JobPhase.Running or JobPhase.AwaitingApproval or JobPhase.Suspended || j.Status.CompletionTime is not null));

    /// <summary>Waits until an object is as wanted; the message of a time-out shows it as it is.</summary>
    public async Task<T> WaitAsync<T>(ResourceKind<T> kind, ResourceName name, Func<T, bool> until)
        where T : Resource
    {
        using CancellationTokenSource limit = new(Deadline);
        T? last = null;
        try
        {
            await foreach (WatchEvent<T> change in Client.WatchAsync(kind, name.Namespace, ListOptions.All, limit.Token))
            {
                if (change.Resource.Identity == name)
                {
                    last = change.Resource;
                    if (change.Type != WatchEventType.Deleted && until(last))
                    {
                        return last;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Told below.
        }

        throw new TimeoutException($"{Domain}: {kind.Plural} {name} did not become as wanted; it is {(last is null ? "absent" : JsonSerializer.Serialize(last, kind.TypeInfo))}\n{string.Join('\n', Logs.Lines.TakeLast(60))}");
    }

    /// <summary>Waits until no object of a kind matches.</summary>
    public async Task NoneAsync<T>(ResourceKind<T> kind, Func<T, bool> match)
        where T : Resource
    {
        using CancellationTokenSource limit = new(Deadline);
        List<T> left = [];
        try
        {
            while (true)
            {
                ResourceList<T> list = await Client.ListAsync(kind, null, ListOptions.All, limit.Token);
                left = [.. list.Items.Where(match)];
                if (left.Count == 0)
                {
                    return;
                }

                await Client.WatchAsync(kind, null, new ListOptions { ResourceVersion = list.ResourceVersion }, limit.Token).FirstAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Told below.
        }

        throw new TimeoutException($"{Domain}: {kind.Plural} still there: {string.Join(", ", left.Select(l => l.Identity))}\n{string.Join('\n', Logs.Lines.TakeLast(60))}");
    }

    /// <summary>Waits until a job has left no trace.</summary>
    public async Task NothingLeftAsync()
    {
        await NoneAsync(Kinds.KusciaJob, _ => true);
        await NoneAsync(Kinds.KusciaJobSummary, _ => true);
        await NoneAsync(Kinds.KusciaTask, _ => true);
        await NoneAsync(Kinds.KusciaTaskSummary, _ => true);
        await NoneAsync(Kinds.Pod, _ => true);
        await NoneAsync(Kinds.Service, s => s.Metadata.Namespace == Domain);
        await NoneAsync(Kinds.ConfigMap, c => c.Metadata.Namespace == Domain);
        await NoneAsync(Kinds.TaskResourceGroup, _ => true);
        await NoneAsync(Kinds.TaskResource, _ => true);
    }

    /// <summary>All jobs, tasks and summaries as text.</summary>
    public async Task<string> AllTextAsync() => string.Join(
        '\n',
        (await Client.ListAsync(Kinds.KusciaJob, null, ListOptions.All, default)).Items.Select(r => JsonSerializer.Serialize(r, Kinds.KusciaJob.TypeInfo))
            .Concat((await Client.ListAsync(Kinds.KusciaTask, null, ListOptions.All, default)).Items.Select(r => JsonSerializer.Serialize(r, Kinds.KusciaTask.TypeInfo)))
            .Concat((await Client.ListAsync(Kinds.KusciaJobSummary, null, ListOptions.All, default)).Items.Select(r => JsonSerializer.Serialize(r, Kinds.KusciaJobSummary.TypeInfo)))
            .Concat((await Client.ListAsync(Kinds.KusciaTaskSummary, null, ListOptions.All, default)).Items.Select(r => JsonSerializer.Serialize(r, Kinds.KusciaTaskSummary.TypeInfo))));

    public Task LabelAsync(string job, string stage) => Client.PatchAsync(
        Kinds.KusciaJob,
        Samples.CrossDomain(job),
        new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [WellKnownLabels.JobStage] = stage } } },
        null,
        default);

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await _interconnection.DisposeAsync();
        await _controllers.DisposeAsync();
        await Informers.DisposeAsync();
        if (Environment.GetEnvironmentVariable("KUSCIA_TEST_LOG") is { Length: > 0 } file)
        {
            await File.AppendAllLinesAsync(file, Logs.Lines.Select(l => $"{Domain} {l}"));
        }
    }
}
