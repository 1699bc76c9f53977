using System.Collections.Concurrent;
using Kuscia.Agent.Logs;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Pods;

/// <summary>One worker per pod that is bound to this node. Thread-safe.</summary>
internal sealed class PodWorkerSet(PodServices services, string nodeName) : IAsyncDisposable
{
    private static readonly TimeSpan ShutDownGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShutDownLimit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (PodWorker Worker, Task Run)> _workers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>A change reported by the informer: called in order from one task.</summary>
    public void Changed(Pod? before, Pod? after)
    {
        if (before?.Metadata.Uid is { } old && (after is null || after.Metadata.Uid != old) && _workers.TryGetValue(old, out (PodWorker Worker, Task Run) gone))
        {
            gone.Worker.Remove();
        }

        if (after?.Metadata.Uid is not { } uid || after.Spec?.NodeName != nodeName || _stop.IsCancellationRequested)
        {
            return;
        }

        if (_workers.TryGetValue(uid, out (PodWorker Worker, Task Run) known))
        {
            known.Worker.Update(after);
            return;
        }

        PodWorker worker = new(after, services, () => Others(uid));
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PodMetrics.PodsChanged(1);
        _workers[uid] = (worker, Task.Run(() => RunAsync(uid, worker, started.Task)));
        started.SetResult();
    }

    /// <summary>The runtime told of a pod.</summary>
    public void Reported(PodReport report)
    {
        if (_workers.TryGetValue(report.Pod.Uid, out (PodWorker Worker, Task Run) known))
        {
            known.Worker.Report(report);
        }
    }

    /// <summary>Lets all workers look at once.</summary>
    public void Wake()
    {
        foreach ((PodWorker worker, _) in _workers.Values)
        {
            worker.Wake();
        }
    }

    /// <summary>True when a worker owns the pod with this uid.</summary>
    public bool Owns(string uid) => _workers.ContainsKey(uid);

    /// <summary>True when the log directory belongs to a pod that has not ended.</summary>
    public bool IsActiveLog(string directoryName) =>
        _workers.Values.Any(w => LogGarbage.NameOf(PodKey.Of(w.Worker.Pod)) == directoryName && !PodPhase.IsTerminal(w.Worker.Pod.Status?.Phase));

    /// <summary>Stops the workers and, unless they shall be kept, the processes of all pods.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        (PodWorker Worker, Task Run)[] workers = [.. _workers.Values];
        await Task.WhenAll(workers.Select(w => w.Run));
        using CancellationTokenSource limit = new(ShutDownLimit, services.Time);
        if (services.Options.KeepTasksOnStop)
        {
            await Task.WhenAll(workers.Select(w => w.Worker.DetachAsync(limit.Token)));
        }
        else
        {
            await Task.WhenAll(workers.Select(w => w.Worker.ShutDownAsync(ShutDownGrace, limit.Token))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }

    private Pod[] Others(string uid) =>
        [.. _workers.Where(w => w.Key != uid).Select(w => w.Value.Worker.Pod).Where(p => !PodPhase.IsTerminal(p.Status?.Phase))];

    private async Task RunAsync(string uid, PodWorker worker, Task started)
    {
        await started;
        await worker.RunAsync(_stop.Token);
        services.Ports.Release(uid);
        PodMetrics.PodsChanged(-1);
        if (!_stop.IsCancellationRequested)
        {
            _workers.TryRemove(uid, out _);
        }
    }
}
