using System.Text.Json.Nodes;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Resources;

namespace Kuscia.Agent.Pods;

/// <summary>
/// Owns one pod from its binding to its removal, whatever runtime it runs in: takes over, admits, starts, ends, and writes what the runtime reports. A loop that wakes on
/// changes of the object, on reports and on time.
/// </summary>
internal sealed partial class PodWorker
{
    private const int LooksPerSync = 5; // while something else holds the object of a pod that has ended

    private readonly PodKey _key;
    private readonly PodServices _services;
    private readonly Func<IReadOnlyList<Pod>> _others;
    private readonly PodLogs _logs;
    private readonly WakeSignal _wake;
    private readonly TaskCompletionSource _force = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PodAge _age;
    private readonly PodStatusWriter _status;
    private volatile Pod _pod;
    private volatile bool _gone;
    private volatile bool _stopping;
    private volatile PodReport? _reported;
    private PodReport? _adopted;
    private IReadOnlyDictionary<string, int> _movedPorts = new Dictionary<string, int>();
    private IReadOnlyList<string> _withoutEffect = [];
    private PodVerdict? _verdict;
    private bool _removed;

    public PodWorker(Pod pod, PodServices services, Func<IReadOnlyList<Pod>> others)
    {
        _others = others;
        _key = PodKey.Of(pod);
        _pod = pod;
        _services = services;
        _logs = new PodLogs(_key, services);
        _wake = new WakeSignal(services.Time);
        _age = new PodAge(pod, services.Time);
        _status = new PodStatusWriter(_key, services, _age.Since);
    }

    /// <summary>The newest known state of the pod.</summary>
    public Pod Pod => _pod;

    /// <summary>Looks at once.</summary>
    public void Wake() => _wake.Set();

    /// <summary>The object changed.</summary>
    public void Update(Pod pod)
    {
        _pod = pod;
        if (pod.Metadata.DeletionTimestamp is not null && pod.Metadata.DeletionGracePeriodSeconds == 0)
        {
            _force.TrySetResult();
        }

        _wake.Set();
    }

    /// <summary>The object is gone.</summary>
    public void Remove()
    {
        _gone = true;
        _force.TrySetResult();
        _wake.Set();
    }

    /// <summary>The runtime told of the pod. What it told before the end may still be under way after it.</summary>
    public void Report(PodReport report)
    {
        if (!_stopping)
        {
            _reported = report;
            _wake.Set();
        }
    }

    /// <summary>Works until the pod is gone or the node stops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan next = _services.Options.Timing.PodSync;
            try
            {
                if (await StepAsync(cancellationToken) is not { } due)
                {
                    return;
                }

                next = due < next ? due : next;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogStepFailed(e);
            }

            await _wake.WaitAsync(next, cancellationToken);
        }
    }

    /// <summary>Ends the pod because the node stops, and says so in its status.</summary>
    public async Task ShutDownAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        if (_adopted is null || _removed || _gone)
        {
            return;
        }

        await StopAsync(grace, _force.Task, forGood: false, cancellationToken);
        if (!PodPhase.IsTerminal(_pod.Status?.Phase))
        {
            await WriteStatusAsync(cancellationToken);
        }
    }

    /// <summary>Lets the pod run on without this node.</summary>
    public async Task DetachAsync(CancellationToken cancellationToken)
    {
        await _services.Runtime.DetachAsync(_key, cancellationToken);
        await _logs.LeaveAsync();
    }

    private async Task<TimeSpan?> StepAsync(CancellationToken cancellationToken)
    {
        Pod pod = _pod;
        TimeSpan sync = _services.Options.Timing.PodSync;
        if (_adopted is null)
        {
            await AdoptAsync(pod, cancellationToken);
        }

        if (_gone || pod.Metadata.DeletionTimestamp is not null)
        {
            return await EndAsync(pod, cancellationToken) ? null : sync / LooksPerSync;
        }

        if (PodPhase.IsTerminal(pod.Status?.Phase))
        {
            await StopAsync(TimeSpan.Zero, _force.Task, forGood: true, cancellationToken);
            return sync;
        }

        TimeSpan next = _verdict is null ? await KeepRunningAsync(pod, cancellationToken) : sync;
        await WriteStatusAsync(cancellationToken);
        return next;
    }

    private async Task AdoptAsync(Pod pod, CancellationToken cancellationToken)
    {
        PodReview review = await _services.Runtime.ReviewAsync(pod, cancellationToken);
        _movedPorts = await PlaceAsync(pod, cancellationToken);
        PodReport report = await _services.Runtime.AdoptAsync(MovedPorts.Apply(pod, _movedPorts), cancellationToken);
        _withoutEffect = review.WithoutEffect;
        _adopted = report;

        // What already runs keeps its place.
        if (report.HasBegun)
        {
            _reported = report;
        }
        else if (!_gone && pod.Metadata.DeletionTimestamp is null && !PodPhase.IsTerminal(pod.Status?.Phase))
        {
            _verdict = Admission.Decide(pod, review, _others(), _services);
        }
    }

    // Told before anything is started, so that whoever follows the pod, in this life of the agent or the next, finds its ports.
    private async Task<IReadOnlyDictionary<string, int>> PlaceAsync(Pod pod, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, int> told = PodPorts.Of(pod.Metadata);
        bool isNew = !HostPorts.IsPlaced(pod) && !_gone && pod.Metadata.DeletionTimestamp is null && !PodPhase.IsTerminal(pod.Status?.Phase);
        IReadOnlyDictionary<string, int> moved = isNew && _services.Runtime.SharesPorts ? _services.Ports.Claim(pod, _others()) : told;
        if (moved.Count > told.Count)
        {
            JsonObject annotation = new() { [WellKnownAnnotations.PodPorts] = PodPorts.Write(moved) };
            await _services.Client.PatchAsync(Kinds.Pod, _key.Resource, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotation } }, null, cancellationToken);
        }

        return moved;
    }

    private async Task<TimeSpan> KeepRunningAsync(Pod pod, CancellationToken cancellationToken)
    {
        TimeSpan sync = _services.Options.Timing.PodSync;
        TimeSpan left = pod.Spec?.ActiveDeadlineSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) - _age.Active : TimeSpan.MaxValue;
        if (left > TimeSpan.Zero)
        {
            await _services.Runtime.StartAsync(MovedPorts.Apply(pod, _movedPorts), cancellationToken);
            return left < sync ? left : sync;
        }

        await StopAsync(GracePeriod.OfDeletion(pod), _force.Task, forGood: true, cancellationToken);
        _verdict = new PodVerdict(PodPhase.Failed, "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
        return sync;
    }

    // True when nothing is left of the pod here and in the API.
    private async Task<bool> EndAsync(Pod pod, CancellationToken cancellationToken)
    {
        if (!_removed)
        {
            TimeSpan grace = _gone ? AgentTimingOptions.DefaultGrace : GracePeriod.OfDeletion(pod);
            PodReport last = await StopAsync(grace, _gone ? Task.CompletedTask : _force.Task, forGood: true, cancellationToken);
            if (!_gone)
            {
                // The last word about the pod; the server then lets go of a pod that has ended without a further grace time.
                _verdict ??= new PodVerdict(last.HasSucceeded ? PodPhase.Succeeded : PodPhase.Failed, pod.Status?.Reason, pod.Status?.Message);
                await WriteStatusAsync(cancellationToken);
            }

            await _services.Runtime.RemoveAsync(_key, cancellationToken);
            await _logs.LeaveAsync();
            _removed = true;
        }

        if (!_gone)
        {
            await _services.Client.DeleteAsync(Kinds.Pod, _key.Resource, _key.Uid, cancellationToken);
            if (await _services.Client.GetAsync(Kinds.Pod, _key.Resource, cancellationToken) is { } left && left.Metadata.Uid == _key.Uid)
            {
                return false;
            }
        }

        LogRemoved();
        return true;
    }

    private async Task<PodReport> StopAsync(TimeSpan grace, Task force, bool forGood, CancellationToken cancellationToken)
    {
        _stopping = true;
        _reported = await _services.Runtime.StopAsync(_key, new PodStop(grace, force, forGood), cancellationToken);
        _logs.Follow(_reported);
        await _logs.EndAsync(cancellationToken);
        return _reported;
    }

    private async Task WriteStatusAsync(CancellationToken cancellationToken)
    {
        // A pod of which nothing is known yet has no status to write.
        if ((_reported ?? (_verdict is null ? null : _adopted)) is not { } known)
        {
            return;
        }

        _logs.Follow(known);
        if (PodPhase.IsTerminal(known.Phase))
        {
            // Whoever reads the end finds the last lines.
            await _logs.EndAsync(cancellationToken);
        }

        Pod pod = _pod;
        if (await _status.WriteAsync(pod, known, _withoutEffect, _verdict, cancellationToken) is { } written && ReferenceEquals(_pod, pod))
        {
            _pod = written;
        }
    }
}
