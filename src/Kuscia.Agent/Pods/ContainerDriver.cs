using System.Globalization;
using Kuscia.Agent.Hooks;
using Kuscia.Agent.Logs;
using Kuscia.Agent.Probes;
using Kuscia.Agent.Runtimes;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Pods;

/// <summary>Drives the containers of one pod: adopts, starts, restarts and stops them. Used by one worker only.</summary>
internal sealed class ContainerDriver(PodKey key, PodServices services, Action wake)
{
    private const int LostExitCode = 137;
    private const int MaxImageFailures = 3;

    public IReadOnlyList<ContainerSlot> Init { get; private set; } = [];

    public IReadOnlyList<ContainerSlot> Main { get; private set; } = [];

    /// <summary>True when a container has run, here or before a restart of the node.</summary>
    public bool HasBegun => All.Any(s => s.Run is not null || s.Exit is not null);

    private IEnumerable<ContainerSlot> All => Init.Concat(Main);

    /// <summary>Takes over what runs or ran already, from files of this machine and, failing that, from the pod's status.</summary>
    public void Load(Pod pod)
    {
        Init = [.. (pod.Spec?.InitContainers ?? []).Select(c => new ContainerSlot(c, isInit: true))];
        Main = [.. (pod.Spec?.Containers ?? []).Select(c => new ContainerSlot(c, isInit: false))];
        IReadOnlyList<ContainerRun> runs = services.Runtime.Adopt(key);
        foreach (ContainerSlot slot in All)
        {
            foreach (ContainerRun run in runs.Where(r => r.Container == slot.Spec.Name).OrderBy(r => r.Attempt))
            {
                slot.Started(run);
                Observe(pod, slot, run);
            }

            if (slot.Run is null && StatusOf(pod, slot) is { } status)
            {
                MarkLost(slot, status);
            }
        }
    }

    /// <summary>One look at all containers: starts what is due and says when to look again.</summary>
    public async Task<TimeSpan?> SyncAsync(Pod pod, CancellationToken cancellationToken)
    {
        Collect();
        TimeSpan? next = null;
        foreach (ContainerSlot slot in Init)
        {
            if (slot.Exit is { Code: 0 })
            {
                continue;
            }

            // One after another: the next waits until this one has succeeded.
            return await EnsureAsync(pod, slot, cancellationToken);
        }

        foreach (ContainerSlot slot in Main)
        {
            TimeSpan? due = await EnsureAsync(pod, slot, cancellationToken);
            next = due is null ? next : next is null || due < next ? due : next;
        }

        return next;
    }

    /// <summary>Stops whatever runs.</summary>
    public async Task StopAsync(TimeSpan grace, Task force, CancellationToken cancellationToken)
    {
        await Task.WhenAll(All.Where(s => s.IsRunning && s.Run is not null).Select(s => StopAsync(s, s.Run!, grace, force, cancellationToken)));
        await Task.WhenAll(All.Where(s => s.Run is not null).Select(s => s.Run!.Exited)).WaitAsync(cancellationToken);
        Collect();
    }

    /// <summary>Gives up everything that has not started: nothing is left waiting.</summary>
    public void Abandon()
    {
        foreach (ContainerSlot slot in All.Where(s => !s.IsRunning))
        {
            slot.Waiting = null;
        }
    }

    /// <summary>Stops watching logs; running containers stay as they are.</summary>
    public void Detach()
    {
        foreach (ContainerSlot slot in All.Where(s => s.IsRunning && s.Run is not null))
        {
            services.Logs.Remove(slot.Run!.LogPath);
            slot.Probes?.Dispose();
        }
    }

    /// <summary>Phase of a pod that will not run again, whatever its restart policy.</summary>
    public string FinalPhase() => Main.Count > 0 && Main.All(s => s.Exit is { Code: 0 }) ? PodPhase.Succeeded : PodPhase.Failed;

    private void Collect()
    {
        foreach (ContainerSlot slot in All)
        {
            if (slot is { Run: { Exited.IsCompletedSuccessfully: true } run, Exit: null })
            {
                End(slot, run);
                services.Logs.Remove(run.LogPath);
            }
        }
    }

    private static void End(ContainerSlot slot, ContainerRun run)
    {
        ContainerExit exit = run.Exited.Result;
        slot.Ended(exit);
        slot.Tail = LogTail.Read(run.LogPath);
        PodMetrics.Ended(exit);
    }

    private async Task<TimeSpan?> EnsureAsync(Pod pod, ContainerSlot slot, CancellationToken cancellationToken)
    {
        if (slot.IsRunning)
        {
            KillIfUnhealthy(pod, slot, cancellationToken);
            return null;
        }

        if (slot.Exit is { } exit)
        {
            if (!RestartDecision.WantsRestart(pod.Spec?.RestartPolicy, slot.IsInit, exit))
            {
                slot.Waiting = null;
                return null;
            }

            DelayRestart(pod, slot, exit);
        }

        TimeSpan wait = slot.Rest - services.Time.GetElapsedTime(slot.RestSince);
        return wait > TimeSpan.Zero ? wait : await StartAsync(pod, slot, cancellationToken);
    }

    private void DelayRestart(Pod pod, ContainerSlot slot, ContainerExit exit)
    {
        if (slot.Waiting is not null)
        {
            return;
        }

        TimeSpan lasted = exit.FinishedAt - (slot.Run?.StartedAt ?? exit.FinishedAt);
        TimeSpan backOff = RestartDecision.BackOff(slot.Attempts, lasted, services.Options.Timing);

        // What is over of it, by the clock; a clock that was set in between makes it no longer than it is.
        TimeSpan left = exit.FinishedAt + backOff - services.Time.GetUtcNow();
        slot.RestFor(left < backOff ? left : backOff, services.Time);
        slot.Waiting = new ContainerStateWaiting
        {
            Reason = "CrashLoopBackOff",
            Message = string.Create(CultureInfo.InvariantCulture, $"back-off {backOff.TotalSeconds:0}s restarting failed container={slot.Spec.Name} pod={key.Name}_{key.Namespace}({key.Uid})"),
        };
        if (backOff > TimeSpan.Zero)
        {
            services.Events.Warning(pod, "BackOff", $"Back-off restarting failed container {slot.Spec.Name}");
        }
    }

    private async Task<TimeSpan?> StartAsync(Pod pod, ContainerSlot slot, CancellationToken cancellationToken)
    {
        if (services.Images.WhyMissing(slot.Spec.Image) is { } missing)
        {
            return WaitForImage(pod, slot, missing);
        }

        long began = services.Time.GetTimestamp();
        using ContainerSpan span = ContainerSpan.Begin(key, slot.Spec.Name);
        try
        {
            ContainerProbes.Of(slot.Spec);
            StopHook.Of(slot.Spec);
            ContainerStart start = await services.Preparation.PrepareAsync(pod, slot.Spec, slot.Attempts, cancellationToken);
            ContainerRun run = await services.Runtime.StartAsync(start, cancellationToken);
            PodMetrics.Started(services.Time.GetElapsedTime(began));
            slot.Started(run);
            Observe(pod, slot, run);
            services.Events.Normal(pod, "Started", $"Started container {slot.Spec.Name}");
            return null;
        }
        catch (PodConfigException e)
        {
            span.Failed(e);
            services.Events.Warning(pod, "Failed", $"Error: {e.Message}");
            slot.Waiting = new ContainerStateWaiting { Reason = "CreateContainerConfigError", Message = e.Message };
            slot.RestFor(services.Options.Timing.PodSync / 5, services.Time);
            return services.Options.Timing.PodSync / 5;
        }
        catch (ContainerStartException e)
        {
            span.Failed(e);
            services.Events.Warning(pod, "Failed", $"Error: failed to start container {slot.Spec.Name}: {e.Message}");
            slot.FailedToStart(new ContainerExit(128, ContainerExit.StartError, services.Time.GetUtcNow(), e.Message));
            return RestartDecision.WantsRestart(pod.Spec?.RestartPolicy, slot.IsInit, slot.Exit!) ? TimeSpan.Zero : null;
        }
    }

    private TimeSpan WaitForImage(Pod pod, ContainerSlot slot, string why)
    {
        TimeSpan backOff = RestartDecision.BackOff(slot.ImageFailures + 2, TimeSpan.Zero, services.Options.Timing);
        string reason = slot.Spec.ImagePullPolicy == RestartDecision.Never ? "ErrImageNeverPull" : slot.ImageFailures switch
        {
            0 => "ErrImagePull",
            <= MaxImageFailures => "ImagePullBackOff",
            // There is no registry to wait for: tasks end by this reason instead of waiting for ever.
            _ => "RegistryUnavailable",
        };
        slot.ImageFailures++;
        slot.Waiting = new ContainerStateWaiting { Reason = reason, Message = why };
        slot.RestFor(backOff, services.Time);
        services.Events.Warning(pod, "Failed", $"Failed to pull image: {why}");
        return backOff;
    }

    private void KillIfUnhealthy(Pod pod, ContainerSlot slot, CancellationToken cancellationToken)
    {
        if (slot is { Probes.Failed: { } failed, Kill: null, Run: { } run })
        {
            services.Events.Warning(pod, "Killing", $"Container {slot.Spec.Name} is ended: {failed.Message}");
            TimeSpan grace = failed.Grace ?? (pod.Spec?.TerminationGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : AgentTimingOptions.DefaultGrace);
            slot.Kill = StopAsync(slot, run, grace, new TaskCompletionSource().Task, cancellationToken);
        }
    }

    // The hook first; what it leaves of the grace time, but at least the default, is the container's.
    private async Task StopAsync(ContainerSlot slot, ContainerRun run, TimeSpan grace, Task force, CancellationToken cancellationToken)
    {
        if (grace > TimeSpan.Zero && !force.IsCompleted && StopHook.Of(slot.Spec) is { } hook)
        {
            long begin = services.Time.GetTimestamp();
            using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            TimeSpan sleep = hook.Sleep < grace ? hook.Sleep : grace;
            Task call = hook.Handler is { } handler ? services.Prober.AskAsync(handler, run, grace, done.Token) : Task.Delay(sleep, services.Time, done.Token);
            await Task.WhenAny(call, force, run.Exited);
            await done.CancelAsync();
            await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            TimeSpan left = grace - services.Time.GetElapsedTime(begin);
            grace = left > AgentTimingOptions.DefaultGrace ? left : AgentTimingOptions.DefaultGrace;
        }

        await services.Runtime.StopAsync(run, grace, force, cancellationToken);
    }

    private void Observe(Pod pod, ContainerSlot slot, ContainerRun run)
    {
        if (run.Exited.IsCompletedSuccessfully)
        {
            End(slot, run);
            return;
        }

        services.Logs.Add(run.LogPath);
        run.Exited.ContinueWith(_ => wake(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        ContainerProbes probes = ContainerProbes.Of(slot.Spec);
        if (slot.IsInit || !probes.Any)
        {
            return;
        }

        slot.Probes = new ProbeWatch(probes, run, services.Prober, services.Time, wake, (probe, message) => services.Events.Warning(pod, "Unhealthy", $"{probe} probe failed: {message}"));
        if (StatusOf(pod, slot) is { State.Running: not null } before && before.ContainerID == PodStatusBuilder.IdOf(run))
        {
            slot.Probes.Resume(before.Started == true, before.Ready);
        }

        slot.Probes.Start();
    }

    private static ContainerStatus? StatusOf(Pod pod, ContainerSlot slot) =>
        ((slot.IsInit ? pod.Status?.InitContainerStatuses : pod.Status?.ContainerStatuses) ?? []).FirstOrDefault(s => s.Name == slot.Spec.Name);

    // The status says it ran, but this machine holds no trace of it any more.
    private void MarkLost(ContainerSlot slot, ContainerStatus status)
    {
        if (status.State?.Terminated is { } ended)
        {
            slot.FailedToStart(new ContainerExit(ended.ExitCode, ended.Reason ?? "Error", ended.FinishedAt ?? services.Time.GetUtcNow(), ended.Message));
        }
        else if (status.State?.Running is not null || status.ContainerID is not null)
        {
            slot.FailedToStart(new ContainerExit(
                LostExitCode, ContainerExit.Lost, services.Time.GetUtcNow(), "the node was restarted and found no trace of the container; its exit code is lost"));
        }
    }
}
