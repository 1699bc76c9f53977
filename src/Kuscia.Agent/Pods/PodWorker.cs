using System.Threading.Channels;
using Kuscia.Agent.Runtimes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Pods;

/// <summary>Owns one pod from its binding to its removal: a loop that wakes on changes of the object, on ends of containers and on time.</summary>
internal sealed partial class PodWorker
{
    private readonly PodKey _key;
    private readonly PodServices _services;
    private readonly ContainerDriver _containers;
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TaskCompletionSource _force = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DateTimeOffset _startTime;
    private readonly long _began;
    private readonly TimeSpan _activeBefore;
    private volatile Pod _pod;
    private volatile bool _gone;
    private readonly Func<IReadOnlyList<Pod>> _others;
    private readonly IReadOnlyList<string> _withoutEffect;
    private bool _loaded;
    private bool _admitted;
    private (string Phase, string Reason, string Message)? _verdict;

    public PodWorker(Pod pod, PodServices services, Func<IReadOnlyList<Pod>> others)
    {
        _others = others;
        _key = PodKey.Of(pod);
        _pod = pod;
        _services = services;
        _containers = new ContainerDriver(_key, services, Wake);
        _startTime = services.Time.GetUtcNow();
        _began = services.Time.GetTimestamp();
        TimeSpan before = _startTime - (pod.Status?.StartTime ?? _startTime);
        _activeBefore = before > TimeSpan.Zero ? before : TimeSpan.Zero;
        _withoutEffect = SpecReview.WithoutEffect(pod, services.Runtime.HeldLimits.Keys);
    }

    /// <summary>The newest known state of the pod.</summary>
    public Pod Pod => _pod;

    /// <summary>The object changed.</summary>
    public void Update(Pod pod)
    {
        _pod = pod;
        if (pod.Metadata.DeletionTimestamp is not null && pod.Metadata.DeletionGracePeriodSeconds == 0)
        {
            _force.TrySetResult();
        }

        Wake();
    }

    /// <summary>The object is gone.</summary>
    public void Remove()
    {
        _gone = true;
        _force.TrySetResult();
        Wake();
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
                Log.StepFailed(_services.Logger, _key.Name, e);
            }

            await WaitAsync(next, cancellationToken);
        }
    }

    /// <summary>Ends the pod's processes because the node stops, and says so in its status.</summary>
    public async Task ShutDownAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        if (!_loaded || _gone)
        {
            return;
        }

        await _containers.StopAsync(grace, _force.Task, cancellationToken);
        await WriteStatusAsync(cancellationToken);
    }

    /// <summary>Lets the pod's processes run on without this node.</summary>
    public void Detach() => _containers.Detach();

    private void Wake() => _wake.Writer.TryWrite(true);

    private async Task<TimeSpan?> StepAsync(CancellationToken cancellationToken)
    {
        Pod pod = _pod;
        if (!_loaded)
        {
            _containers.Load(pod);
            _loaded = true;
        }

        if (!_admitted)
        {
            Admit(pod);
            _admitted = true;
        }

        if (_gone || pod.Metadata.DeletionTimestamp is not null)
        {
            return await EndAsync(pod, cancellationToken) ? null : _services.Options.Timing.PodSync / 5;
        }

        if (PodPhase.IsTerminal(pod.Status?.Phase))
        {
            await _containers.StopAsync(TimeSpan.Zero, _force.Task, cancellationToken);
            return _services.Options.Timing.PodSync;
        }

        TimeSpan? next = _verdict is null ? await RunContainersAsync(pod, cancellationToken) : null;
        await WriteStatusAsync(cancellationToken);
        return next ?? _services.Options.Timing.PodSync;
    }

    private async Task<TimeSpan?> RunContainersAsync(Pod pod, CancellationToken cancellationToken)
    {
        if (pod.Spec?.ActiveDeadlineSeconds is { } seconds)
        {
            // The clock tells only how long the pod was active before this node began with it; from then on time is measured.
            if (Left(seconds) <= TimeSpan.Zero)
            {
                await _containers.StopAsync(Grace(pod), _force.Task, cancellationToken);
                _containers.Abandon();
                _verdict = (PodPhase.Failed, "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
                return null;
            }

            TimeSpan? next = await _containers.SyncAsync(pod, cancellationToken);
            TimeSpan left = Left(seconds);
            return next is { } n && n < left ? n : left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }

        return await _containers.SyncAsync(pod, cancellationToken);
    }

    private TimeSpan Left(long seconds) => TimeSpan.FromSeconds(seconds) - _activeBefore - _services.Time.GetElapsedTime(_began);

    // Once, before the first container: what already runs keeps its place.
    private void Admit(Pod pod)
    {
        if (_gone || pod.Metadata.DeletionTimestamp is not null || PodPhase.IsTerminal(pod.Status?.Phase) || _containers.HasBegun)
        {
            return;
        }

        if (Admission.WhyRejected(pod) is { } rejected)
        {
            _verdict = (PodPhase.Failed, "Reject", rejected);
        }
        else if (Room.WhyFull(pod, _others(), _services.Capacity) is var (reason, message))
        {
            _verdict = (PodPhase.Failed, reason, message);
        }

        if (_verdict is { } verdict)
        {
            _services.Events.Warning(pod, verdict.Reason, verdict.Message);
        }
        else if (_withoutEffect.Count > 0)
        {
            _services.Events.Warning(pod, "FieldsWithoutEffect", $"the runtime runp runs the pod without: {string.Join("; ", _withoutEffect)}");
        }
    }

    // True when nothing is left of the pod here and in the API.
    private async Task<bool> EndAsync(Pod pod, CancellationToken cancellationToken)
    {
        await _containers.StopAsync(_gone ? AgentTimingOptions.DefaultGrace : Grace(pod), _gone ? Task.CompletedTask : _force.Task, cancellationToken);
        if (!_gone)
        {
            // The last word about the pod; the server then lets go of a pod that has ended without a further grace time.
            _containers.Abandon();
            _verdict ??= (_containers.FinalPhase(), pod.Status?.Reason ?? "", pod.Status?.Message ?? "");
            await WriteStatusAsync(cancellationToken);
            _services.Runtime.Remove(_key);
            await _services.Client.DeleteAsync(Kinds.Pod, _key.Resource, _key.Uid, cancellationToken);
            if (await _services.Client.GetAsync(Kinds.Pod, _key.Resource, cancellationToken) is { } left && left.Metadata.Uid == _key.Uid)
            {
                return false;
            }
        }

        _services.Runtime.Remove(_key);
        Log.Removed(_services.Logger, _key.Name);
        return true;
    }

    private async Task WriteStatusAsync(CancellationToken cancellationToken)
    {
        Pod pod = _pod;
        HashSet<string> ready = [.. _containers.Main.Where(s => s.IsReady).Select(s => s.Spec.Name)];
        PodView view = new()
        {
            Init = _containers.Init,
            Main = _containers.Main,
            ReadyContainers = ready,
            StartTime = _startTime,
            WithoutEffect = _withoutEffect,
            ForcedPhase = _verdict?.Phase,
            Reason = _verdict is { Reason.Length: > 0 } v ? v.Reason : null,
            Message = _verdict is { Message.Length: > 0 } m ? m.Message : null,
        };
        PodStatus status = PodStatusBuilder.Build(pod, view, _services.Options.HostAddress, _services.Time.GetUtcNow());
        if (PodStatusPatch.Create(pod.Status, status) is not { } patch)
        {
            return;
        }

        try
        {
            Pod written = await _services.Client.PatchAsync(Kinds.Pod, _key.Resource, patch, "status", cancellationToken);
            if (written.Metadata.Uid == _key.Uid && ReferenceEquals(_pod, pod))
            {
                _pod = written;
            }
        }
        catch (ResourceException e) when (e.IsNotFound)
        {
            // The informer reports the deletion next.
        }
    }

    private static TimeSpan Grace(Pod pod) =>
        pod.Metadata.DeletionGracePeriodSeconds is { } deletion ? TimeSpan.FromSeconds(deletion)
        : pod.Spec?.TerminationGracePeriodSeconds is { } termination ? TimeSpan.FromSeconds(termination)
        : AgentTimingOptions.DefaultGrace;

    private async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task delay = Task.Delay(time, _services.Time, waiting.Token);
        Task<bool> woken = _wake.Reader.WaitToReadAsync(waiting.Token).AsTask();
        await Task.WhenAny(delay, woken);
        await waiting.CancelAsync();
        await Task.WhenAll(delay, woken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_wake.Reader.TryRead(out _))
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3501, LogLevel.Warning, "Pod {Pod} could not be brought to its desired state; it is tried again")]
        public static partial void StepFailed(ILogger logger, string pod, Exception e);

        [LoggerMessage(3502, LogLevel.Information, "Pod {Pod} is removed from this node")]
        public static partial void Removed(ILogger logger, string pod);
    }
}
