using System.Text.Json.Nodes;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Agent.Runtimes.RunP;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Logs;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Testing.Clients;
using Kuscia.Testing.Clocks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Agent.Tests.Support;

/// <summary>A store in memory, a root directory and an agent that can be stopped and started again.</summary>
public sealed class AgentWorld : IAsyncDisposable
{
    public const string Domain = "alice";
    public const string NodeName = "node-a";
    public const string Image = "kuscia/test:builtin";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly Lazy<string> Key = new(RsaKeys.Generate);

    private readonly Func<RuntimeParts, IPodRuntime> _runtime;
    private InformerSet? _informers;
    private AgentModule? _agent;

    private AgentWorld(Func<AgentOptions, AgentOptions> configure, Func<RuntimeParts, IPodRuntime> runtime)
    {
        _runtime = runtime;
        Root = Directory.CreateTempSubdirectory("kuscia-agent-").FullName;
        Client = new MemoryResourceClient(TimeProvider.System);
        Identity = DomainIdentity.Load(Domain, Key.Value, Path.Combine(Root, "var", "certs"), TimeProvider.System);
        Options = configure(new AgentOptions
        {
            NodeName = NodeName,
            DomainId = Domain,
            RootDirectory = Root,
            HostAddress = "127.0.0.1",
            GatewayAddress = "127.0.0.1:8888",
            DataMeshAddress = "127.0.0.1:8070",
            BuiltInImages = [Image],
            Capacity = new AgentCapacityOptions { ReservedMemoryBytes = 1 << 20 },
            Timing = new AgentTimingOptions { LogSampling = TimeSpan.FromMilliseconds(50), RestartBackOff = TimeSpan.FromMilliseconds(10), PodSync = TimeSpan.FromSeconds(1) },
        });
    }

    public string Root { get; }

    public AgentOptions Options { get; }

    public MemoryResourceClient Client { get; }

    public DomainIdentity Identity { get; }

    public IPodLogSource Logs => _agent?.Logs ?? throw new InvalidOperationException("the agent is not started");

    /// <summary>The clock of the agent.</summary>
    public SettableClock Clock { get; } = new();

    public static Task<AgentWorld> StartAsync(Func<AgentOptions, AgentOptions>? configure = null) => StartAsync(configure, AgentRuntimes.Create);

    /// <summary>A world whose agent, at each of its starts, makes its runtime so.</summary>
    internal static async Task<AgentWorld> StartAsync(Func<AgentOptions, AgentOptions>? configure, Func<RuntimeParts, IPodRuntime> runtime)
    {
        AgentWorld world = new(configure ?? (o => o), runtime);
        try
        {
            await world.StartAgentAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public async Task StartAgentAsync()
    {
        _informers = new InformerSet(Client, TimeProvider.System, NullLoggerFactory.Instance);
        _agent = new AgentModule(Options, Client, _informers, Identity, Clock, NullLoggerFactory.Instance, _runtime);
        await _agent.StartAsync(CancellationToken.None);
    }

    public async Task StopAgentAsync()
    {
        await _agent!.DisposeAsync();
        await _informers!.DisposeAsync();
        _agent = null;
    }

    public Task<Pod> CreatePodAsync(Pod pod) => Client.CreateAsync(Kinds.Pod, pod, CancellationToken.None);

    /// <summary>A pod with one container that runs a shell script.</summary>
    public static Pod ShellPod(string name, string script, Func<PodSpec, PodSpec>? spec = null, Func<Container, Container>? container = null, Func<ObjectMeta, ObjectMeta>? metadata = null)
    {
        Container main = new()
        {
            Name = "main",
            Image = Image,
            // "$$" is how a pod writes a dollar sign.
            Command = ["sh", "-c", script.Replace("$", "$$", StringComparison.Ordinal)],
            WorkingDir = "/work",
            TerminationMessagePolicy = "FallbackToLogsOnError",
        };
        PodSpec bare = new() { RestartPolicy = "Never", NodeName = NodeName, TerminationGracePeriodSeconds = 5, Containers = [container?.Invoke(main) ?? main] };
        ObjectMeta meta = new() { Namespace = Domain, Name = name };
        return new Pod { Metadata = metadata?.Invoke(meta) ?? meta, Spec = spec?.Invoke(bare) ?? bare };
    }

    public Task<Pod> WaitForPodAsync(string name, string expectation, Func<Pod, bool> condition) =>
        WaitAsync(Kinds.Pod, new ResourceName(Domain, name), expectation, condition);

    public Task<Pod> WaitForPhaseAsync(string name, string phase) => WaitForPodAsync(name, $"phase {phase}", p => p.Status?.Phase == phase);

    /// <summary>Follows an object until it is as expected.</summary>
    public async Task<T> WaitAsync<T>(ResourceKind<T> kind, ResourceName name, string expectation, Func<T, bool> condition)
        where T : Resource
    {
        using CancellationTokenSource limit = new(Deadline);
        T? last = null;
        try
        {
            await foreach (WatchEvent<T> change in Client.WatchAsync(kind, name.Namespace, ListOptions.All, limit.Token))
            {
                if (change.Resource.Identity == name && change.Type != WatchEventType.Deleted)
                {
                    last = change.Resource;
                    if (condition(last))
                    {
                        return last;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Reported below.
        }

        string state = last is null ? "none" : System.Text.Json.JsonSerializer.Serialize(last, kind.TypeInfo);
        throw new TimeoutException($"{kind.Kind} {name}: expected {expectation} within {Deadline.TotalSeconds} s, last state: {state}");
    }

    /// <summary>Waits until the object is gone.</summary>
    public async Task WaitGoneAsync(string pod)
    {
        using CancellationTokenSource limit = new(Deadline);
        ResourceName name = new(Domain, pod);
        await foreach (WatchEvent<Pod> change in Client.WatchAsync(Kinds.Pod, Domain, new ListOptions { ResourceVersion = "0" }, limit.Token))
        {
            if (change.Type == WatchEventType.Deleted && change.Resource.Identity == name)
            {
                return;
            }
        }
    }

    /// <summary>Marks a pod for deletion as the API server does for a pod that runs on a node.</summary>
    public Task MarkDeletedAsync(string pod, long graceSeconds) => Client.PatchAsync(
        Kinds.Pod,
        new ResourceName(Domain, pod),
        new JsonObject { ["metadata"] = new JsonObject { ["deletionTimestamp"] = "2030-01-01T00:00:00Z", ["deletionGracePeriodSeconds"] = graceSeconds } },
        null,
        CancellationToken.None);

    public async Task<string> ReadLogAsync(string pod, PodLogOptions? options = null)
    {
        using MemoryStream log = new();
        bool found = await Logs.CopyToAsync(new ResourceName(Domain, pod), options ?? new PodLogOptions(), log, CancellationToken.None);
        Assert.True(found, $"no log of pod {pod}");
        return System.Text.Encoding.UTF8.GetString(log.ToArray());
    }

    /// <summary>Waits until a file exists and is not empty.</summary>
    public static async Task<string> WaitForFileAsync(string path)
    {
        using CancellationTokenSource limit = new(Deadline);
        while (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }

        return (await File.ReadAllTextAsync(path, limit.Token)).Trim();
    }

    /// <summary>Waits until a process is gone (or a zombie).</summary>
    public static async Task WaitForEndAsync(int process)
    {
        using CancellationTokenSource limit = new(Deadline);
        while (ProcessTable.StartTicks(process) is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await StopAgentAsync();
        }

        ProcessRuntime runtime = new(new ProcessRuntimeOptions(Path.Combine(Root, "sandbox"), "127.0.0.1", []), ControlGroups.Detect(Options.ControlGroupMount), TimeProvider.System, NullLogger<ProcessRuntime>.Instance);
        foreach (PodKey pod in await runtime.ListAsync(CancellationToken.None))
        {
            await runtime.RemoveAsync(pod, CancellationToken.None);
        }

        Identity.Dispose();
        Client.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
