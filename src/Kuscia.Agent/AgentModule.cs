using Kuscia.Agent.Capacity;
using Kuscia.Agent.Logs;
using Kuscia.Agent.Nodes;
using Kuscia.Agent.Pods;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Logs;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Core;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent;

/// <summary>Registers this machine as a node of its domain and runs the pods bound to it.</summary>
public sealed partial class AgentModule : IModule
{
    private static readonly TimeSpan UnregisterLimit = TimeSpan.FromSeconds(3);

    private readonly AgentOptions _options;
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly DomainIdentity _identity;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly PodLogPaths _logPaths;
    private readonly LogKeeper _logKeeper;
    private readonly LogIntake _logIntake;
    private readonly Func<RuntimeParts, IPodRuntime> _createRuntime;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NodeRegistration? _registration;
    private PodWorkerSet? _workers;
    private IPodRuntime? _runtime;
    private Task _loops = Task.CompletedTask;

    /// <summary>An agent with its settings; nothing is started.</summary>
    public AgentModule(AgentOptions options, IResourceClient client, InformerSet informers, DomainIdentity identity, TimeProvider time, ILoggerFactory loggers)
        : this(options, client, informers, identity, time, loggers, AgentRuntimes.Create)
    {
    }

    internal AgentModule(
        AgentOptions options, IResourceClient client, InformerSet informers, DomainIdentity identity, TimeProvider time, ILoggerFactory loggers, Func<RuntimeParts, IPodRuntime> createRuntime)
    {
        _createRuntime = createRuntime;
        _options = options;
        _client = client;
        _informers = informers;
        _identity = identity;
        _time = time;
        _loggers = loggers;
        _logger = loggers.CreateLogger<AgentModule>();
        _logPaths = new PodLogPaths(options.StdoutDirectory);
        _logKeeper = new LogKeeper(options, time, loggers.CreateLogger<LogKeeper>());
        _logIntake = new LogIntake(_logKeeper, time, loggers.CreateLogger<LogIntake>());
        Logs = new PodLogSource(_logPaths, _logKeeper, time);
    }

    /// <inheritdoc/>
    public string Name => "agent";

    /// <inheritdoc/>
    public string? Address => null;

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <summary>The logs of this node's pods; usable before the start and after the stop of the module.</summary>
    public IPodLogSource Logs { get; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        CreateDirectories();
        NodeCapacity capacity = CapacityProbe.Detect(_options);
        _runtime = _createRuntime(new RuntimeParts(_options, capacity, _client, _identity, _logPaths, _logIntake, _time, _loggers));
        await _runtime.OpenAsync(cancellationToken);
        _registration = new NodeRegistration(_options, _runtime.Name, capacity, _client, _time, _loggers.CreateLogger<NodeRegistration>());
        await _registration.RegisterAsync(cancellationToken);

        PodEvents events = new(_client, _options.NodeName, _time, _loggers.CreateLogger<PodEvents>());
        _workers = new PodWorkerSet(Services(_runtime, capacity, events), _options.NodeName);
        IInformer<Pod> pods = _informers.For(Kinds.Pod, _options.DomainId);
        await pods.Synced.WaitAsync(cancellationToken);
        pods.Subscribe(_workers.Changed);
        RuntimeFeed feed = new(_runtime, _workers, events, _registration.SetRuntimeFaultAsync, _time, _loggers.CreateLogger<RuntimeFeed>());
        Housekeeping housekeeping = new(_options, _runtime, _workers, _logPaths, _client, _time, _loggers.CreateLogger<Housekeeping>());
        _loops = RunLoopsAsync(events, feed, housekeeping);
        await _registration.SetReadyAsync(cancellationToken);
        LogReady(capacity);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_workers is not null)
        {
            await _workers.DisposeAsync();
        }

        await _stop.CancelAsync();
        await _loops;
        if (_runtime is not null)
        {
            await _runtime.DisposeAsync();
        }

        await _logIntake.DisposeAsync();
        if (_registration is not null && !_options.KeepTasksOnStop)
        {
            using CancellationTokenSource limit = new(UnregisterLimit, _time);
            await _registration.UnregisterAsync(limit.Token);
        }

        _stop.Dispose();
    }

    private async Task RunLoopsAsync(PodEvents events, RuntimeFeed feed, Housekeeping housekeeping)
    {
        NodeLease lease = new(_options, _client, _time, _loggers.CreateLogger<NodeLease>());
        NodeRegistration registration = _registration ?? throw new InvalidOperationException("not registered");
        try
        {
            await Task.WhenAll(
                Task.Run(() => lease.RunAsync(_stop.Token)),
                Task.Run(() => registration.RunAsync(_stop.Token)),
                Task.Run(() => _logKeeper.RunAsync(_stop.Token)),
                Task.Run(() => events.RunAsync(_stop.Token)),
                Task.Run(() => feed.RunAsync(_stop.Token)),
                Task.Run(() => housekeeping.RunAsync(_stop.Token)));
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            _completion.TrySetException(e);
        }
    }

    private PodServices Services(IPodRuntime runtime, NodeCapacity capacity, PodEvents events) => new()
    {
        Options = _options,
        Client = _client,
        Runtime = runtime,
        Capacity = capacity,
        Logs = _logIntake,
        LogPaths = _logPaths,
        Events = events,
        Time = _time,
        Logger = _loggers.CreateLogger<PodWorker>(),
    };

    private void CreateDirectories()
    {
        foreach (string directory in (string[])[_options.SandboxDirectory, _options.StdoutDirectory, _options.DataDirectory])
        {
            try
            {
                Directory.CreateDirectory(directory);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ModuleStartException($"the agent cannot create {directory}: {e.Message}; make the root directory writable for this user", e);
            }
        }
    }
}
