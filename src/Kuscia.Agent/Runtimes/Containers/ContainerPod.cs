using System.Globalization;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>
/// The containers of one pod and the loop that brings them to what the spec says; it wakes on ends of containers, on what probes say and on time, and tells each state.
/// Calls come one after another; once stopped it starts nothing any more.
/// </summary>
internal sealed partial class ContainerPod
{
    private readonly PodKey _key;
    private readonly ContainerServices _services;
    private readonly ContainerStarter _starter;
    private readonly ContainerStopper _stopper;
    private readonly ContainerFollower _follower;
    private readonly WakeSignal _wake;
    private readonly CancellationTokenSource _end;
    private readonly IReadOnlyList<ContainerSlot> _init;
    private readonly IReadOnlyList<ContainerSlot> _main;
    private volatile Pod _pod;
    private Task? _loop;

    public ContainerPod(Pod pod, ContainerServices services)
    {
        _key = PodKey.Of(pod);
        _pod = pod;
        _services = services;
        _starter = new ContainerStarter(_key, services);
        _stopper = new ContainerStopper(services);
        _wake = new WakeSignal(services.Time);
        _follower = new ContainerFollower(_key, services, _wake.Set);
        _end = CancellationTokenSource.CreateLinkedTokenSource(services.Life);
        _init = [.. (pod.Spec?.InitContainers ?? []).Select(c => new ContainerSlot(c, isInit: true))];
        _main = [.. (pod.Spec?.Containers ?? []).Select(c => new ContainerSlot(c, isInit: false))];
    }

    private IEnumerable<ContainerSlot> All => _init.Concat(_main);

    /// <summary>Takes over what runs or ran already, from the runtime and, failing that, from the pod's status.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ContainerRun> runs = await _services.Runtime.AdoptAsync(_key, cancellationToken);
        if (runs.Count > 0)
        {
            await _starter.OpenPodAsync(_pod, cancellationToken);
        }

        foreach (ContainerSlot slot in All)
        {
            foreach (ContainerRun run in runs.Where(r => r.Container == slot.Spec.Name))
            {
                await _follower.FollowAsync(_pod, slot, run, _starter.Network, cancellationToken);
            }

            _follower.MarkLost(_pod, slot);
        }
    }

    /// <summary>Begins to bring the containers to run, or goes on with a newer object.</summary>
    public void Start(Pod pod)
    {
        _pod = pod;
        if (!_end.IsCancellationRequested)
        {
            _loop ??= Task.Run(() => RunAsync(_end.Token));
        }
    }

    /// <summary>Ends the loop and stops whatever runs.</summary>
    public async Task<PodReport> StopAsync(PodStop stop, CancellationToken cancellationToken)
    {
        await EndLoopAsync();
        await Task.WhenAll(All.Where(s => s.IsRunning).Select(s => _stopper.StopAsync(s, _starter.Network, stop.Grace, stop.Force, cancellationToken)));
        await Task.WhenAll(All.Select(s => s.Run).OfType<ContainerRun>().Select(r => r.Exited)).WaitAsync(cancellationToken);
        await _follower.CollectAsync(All, cancellationToken);
        if (stop.ForGood)
        {
            foreach (ContainerSlot slot in All)
            {
                slot.Waiting = null;
            }
        }

        return Report();
    }

    /// <summary>Ends the loop, probes and the fetching of lines; running containers stay as they are.</summary>
    public async Task DetachAsync()
    {
        await EndLoopAsync();
        foreach (ContainerSlot slot in All)
        {
            await _follower.LeaveAsync(slot);
        }

        _end.Dispose();
    }

    /// <summary>The runs that live now.</summary>
    public IEnumerable<ContainerRun> Running() => All.Where(s => s.IsRunning).Select(s => s.Run).OfType<ContainerRun>();

    /// <summary>The present state.</summary>
    public PodReport Report() => new()
    {
        Pod = _key,
        Phase = PhaseRules.Of(_pod.Spec?.RestartPolicy, _init, _main),
        HasBegun = All.Any(s => s.Run is not null || s.Exit is not null),
        Address = _starter.Network?.Address,
        InitContainers = [.. _init.Select(s => ContainerStatuses.Of(s, _services.Runtime.Name))],
        Containers = [.. _main.Select(s => ContainerStatuses.Of(s, _services.Runtime.Name))],
    };

    private async Task EndLoopAsync()
    {
        if (!_end.IsCancellationRequested)
        {
            await _end.CancelAsync();
        }

        await (_loop ?? Task.CompletedTask);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan next = _services.Timing.PodSync;
            try
            {
                next = await SyncAsync(cancellationToken) is { } due && due < next ? due : next;
                await PublishAsync(cancellationToken);
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

    private async Task PublishAsync(CancellationToken cancellationToken) => await _services.Feed.ReportAsync(Report(), cancellationToken);

    // One look at all containers: starts what is due and says when to look again.
    private async Task<TimeSpan?> SyncAsync(CancellationToken cancellationToken)
    {
        await _follower.CollectAsync(All, cancellationToken);
        if (_init.FirstOrDefault(s => s.Exit is not { Code: 0 }) is { } pending)
        {
            // One after another: the next waits until this one has succeeded.
            return await EnsureAsync(pending, cancellationToken);
        }

        TimeSpan? next = null;
        foreach (ContainerSlot slot in _main)
        {
            TimeSpan? due = await EnsureAsync(slot, cancellationToken);
            next = due is null ? next : next is null || due < next ? due : next;
        }

        return next;
    }

    private async Task<TimeSpan?> EnsureAsync(ContainerSlot slot, CancellationToken cancellationToken)
    {
        if (slot.IsRunning)
        {
            KillIfUnhealthy(slot);
            return null;
        }

        if (slot.Exit is { } exit)
        {
            if (!RestartDecision.WantsRestart(_pod.Spec?.RestartPolicy, slot.IsInit, exit))
            {
                slot.Waiting = null;
                return null;
            }

            DelayRestart(slot, exit);
        }

        TimeSpan wait = slot.Rest - _services.Time.GetElapsedTime(slot.RestSince);
        if (wait > TimeSpan.Zero)
        {
            return wait;
        }

        (ContainerRun? run, TimeSpan? next) = await _starter.StartAsync(_pod, slot, () => PublishAsync(cancellationToken), cancellationToken);
        if (run is not null)
        {
            await _follower.FollowAsync(_pod, slot, run, _starter.Network, cancellationToken);
            _services.Feed.Normal(_key, "Started", $"Started container {slot.Spec.Name}");
        }

        return next;
    }

    private void DelayRestart(ContainerSlot slot, ContainerExit exit)
    {
        if (slot.Waiting is not null)
        {
            return;
        }

        TimeSpan lasted = exit.FinishedAt - (slot.Run?.StartedAt ?? exit.FinishedAt);
        TimeSpan backOff = RestartDecision.BackOff(slot.Attempts, lasted, _services.Timing);

        // What is over of it, by the clock; a clock that was set in between makes it no longer than it is.
        TimeSpan left = exit.FinishedAt + backOff - _services.Time.GetUtcNow();
        slot.RestFor(left < backOff ? left : backOff, _services.Time);
        slot.Waiting = new ContainerStateWaiting
        {
            Reason = "CrashLoopBackOff",
            Message = string.Create(CultureInfo.InvariantCulture, $"back-off {backOff.TotalSeconds:0}s restarting failed container={slot.Spec.Name} pod={_key.Name}_{_key.Namespace}({_key.Uid})"),
        };
        if (backOff > TimeSpan.Zero)
        {
            _services.Feed.Warning(_key, "BackOff", $"Back-off restarting failed container {slot.Spec.Name}");
        }
    }

    private void KillIfUnhealthy(ContainerSlot slot)
    {
        if (slot is { Probes.Failed: { } failed, Kill: null })
        {
            _services.Feed.Warning(_key, "Killing", $"Container {slot.Spec.Name} is ended: {failed.Message}");
            slot.Kill = _stopper.StopAsync(slot, _starter.Network, failed.Grace ?? GracePeriod.Of(_pod), new TaskCompletionSource().Task, _services.Life);
        }
    }
}
