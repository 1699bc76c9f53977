using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kuscia.Agent.Hooks;
using Kuscia.Agent.Logs;
using Kuscia.Agent.Probes;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>
/// Makes pods of single containers: init containers, restarts with back-off, probes, hooks and grace, the same for every container runtime.
/// </summary>
internal sealed class ContainerPodRuntime : IPodRuntime
{
    private readonly IContainerRuntime _runtime;
    private readonly Prober _prober;
    private readonly EventFeed _feed = new();
    private readonly ContainerServices _services;
    private readonly ConcurrentDictionary<string, ContainerPod> _pods = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _life = new();

    public ContainerPodRuntime(IContainerRuntime runtime, ContainerPreparation preparation, LogIntake logs, AgentTimingOptions timing, TimeProvider time, ILoggerFactory loggers)
    {
        _runtime = runtime;
        _prober = new Prober(runtime, time);
        _services = new ContainerServices
        {
            Timing = timing,
            Runtime = runtime,
            Preparation = preparation,
            Prober = _prober,
            Logs = logs,
            Feed = _feed,
            Time = time,
            Logger = loggers.CreateLogger<ContainerPod>(),
            Life = _life.Token,
        };
    }

    /// <inheritdoc/>
    public string Name => _runtime.Name;

    /// <inheritdoc/>
    public bool SharesPorts => _runtime.SharesPorts;

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken) => _runtime.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RuntimeEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What a reader leaves unread waits for the next one.
        yield return new RuntimeReached();
        await foreach (RuntimeEvent item in _feed.ReadAsync(cancellationToken))
        {
            yield return item;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PodKey>> ListAsync(CancellationToken cancellationToken) => _runtime.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<PodReview> ReviewAsync(Pod pod, CancellationToken cancellationToken)
    {
        PodReview life = LifeReview.Of(pod, Name);
        PodReview containers = _runtime.Review(pod);
        string? refused = life.Refused ?? containers.Refused ?? await ImageReview.WhyRefusedAsync(pod, _runtime.Images, cancellationToken);
        return new PodReview(refused, [.. containers.WithoutEffect, .. life.WithoutEffect]);
    }

    /// <inheritdoc/>
    public async Task<PodReport> AdoptAsync(Pod pod, CancellationToken cancellationToken)
    {
        PodKey key = PodKey.Of(pod);
        ContainerPod adopted = new(pod, _services);
        await adopted.LoadAsync(cancellationToken);
        _pods[key.Uid] = adopted;
        return adopted.Report();
    }

    /// <inheritdoc/>
    public Task StartAsync(Pod pod, CancellationToken cancellationToken)
    {
        Find(PodKey.Of(pod)).Start(pod);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<PodReport> StopAsync(PodKey pod, PodStop stop, CancellationToken cancellationToken) => Find(pod).StopAsync(stop, cancellationToken);

    /// <inheritdoc/>
    public async Task DetachAsync(PodKey pod, CancellationToken cancellationToken)
    {
        if (_pods.TryRemove(pod.Uid, out ContainerPod? known))
        {
            await known.DetachAsync();
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(PodKey pod, CancellationToken cancellationToken)
    {
        await DetachAsync(pod, cancellationToken);
        await _runtime.RemoveAsync(pod, cancellationToken);
    }

    /// <inheritdoc/>
    public LogSource? LogOf(PodKey pod, string container, int attempt) => null;

    /// <inheritdoc/>
    public Task<int> ExecAsync(PodKey pod, string container, ExecRequest request, CancellationToken cancellationToken)
    {
        ContainerRun? run = _pods.TryGetValue(pod.Uid, out ContainerPod? known) ? known.Running().FirstOrDefault(r => r.Container == container) : null;
        return run is null
            ? throw new ContainerStartException($"container {container} of pod {pod.Resource} does not run")
            : _runtime.ExecAsync(run, request, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, ContainerStats>> StatsAsync(PodKey pod, CancellationToken cancellationToken)
    {
        Dictionary<string, ContainerStats> stats = new(StringComparer.Ordinal);
        foreach (ContainerRun run in _pods.TryGetValue(pod.Uid, out ContainerPod? known) ? known.Running() : [])
        {
            if (await _runtime.StatsAsync(run, cancellationToken) is { } used)
            {
                stats[run.Container] = used;
            }
        }

        return stats;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        foreach (ContainerPod pod in _pods.Values)
        {
            await pod.DetachAsync();
        }

        _prober.Dispose();
        _life.Dispose();
    }

    private ContainerPod Find(PodKey pod) => _pods.TryGetValue(pod.Uid, out ContainerPod? known) ? known : throw new InvalidOperationException($"pod {pod.Resource} was not adopted");
}
