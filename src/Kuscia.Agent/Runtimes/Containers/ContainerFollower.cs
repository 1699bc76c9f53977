using Kuscia.Agent.Logs;
using Kuscia.Agent.Probes;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>Looks after runs of containers from their begin to their end: lines, probes, exit, last words. Used by one pod only.</summary>
internal sealed class ContainerFollower(PodKey key, ContainerServices services, Action wake)
{
    /// <summary>A run began, or is taken over.</summary>
    public async Task FollowAsync(Pod pod, ContainerSlot slot, ContainerRun run, PodNetwork? network, CancellationToken cancellationToken)
    {
        slot.Started(run);
        bool hasEnded = run.Exited.IsCompletedSuccessfully;
        LogSource? log = services.Runtime.LogOf(run);
        if (!hasEnded || log is not null)
        {
            services.Logs.Begin(run.LogPath, log);
        }

        if (hasEnded)
        {
            await EndAsync(slot, run, cancellationToken);
            wake();
            return;
        }

        _ = run.Exited.ContinueWith(_ => wake(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (network is not null && !slot.IsInit)
        {
            Probe(pod, slot, new ProbeTarget(run, network.Address));
        }
    }

    /// <summary>Notes the ends of runs.</summary>
    public async Task CollectAsync(IEnumerable<ContainerSlot> slots, CancellationToken cancellationToken)
    {
        foreach (ContainerSlot slot in slots)
        {
            if (slot is { Run: { Exited.IsCompletedSuccessfully: true } run, Exit: null })
            {
                await EndAsync(slot, run, cancellationToken);
            }
        }
    }

    /// <summary>Looks no more after a container, whether it goes on or is about to be removed.</summary>
    public async Task LeaveAsync(ContainerSlot slot)
    {
        if (slot.Run is { } run)
        {
            slot.Probes?.Dispose();
            await services.Logs.LeaveAsync(run.LogPath);
        }
    }

    /// <summary>When the status says that a container ran, but the runtime holds no trace of it any more, it has ended.</summary>
    public void MarkLost(Pod pod, ContainerSlot slot)
    {
        if (slot.Run is not null || StatusOf(pod, slot) is not { } status)
        {
            return;
        }

        DateTimeOffset now = services.Time.GetUtcNow();
        if (status.State?.Terminated is { } ended)
        {
            slot.FailedToStart(new ContainerExit(ended.ExitCode, ended.Reason ?? "Error", ended.FinishedAt ?? now, ended.Message));
        }
        else if (status.State?.Running is not null || status.ContainerID is not null)
        {
            slot.FailedToStart(ContainerExit.Unknown(now, "the node was restarted and found no trace of the container; its exit code is lost"));
        }
    }

    private async Task EndAsync(ContainerSlot slot, ContainerRun run, CancellationToken cancellationToken)
    {
        await services.Logs.EndAsync(run.LogPath, cancellationToken);
        ContainerExit exit = await run.Exited;
        slot.Ended(exit, LogTail.Read(run.LogPath));
        ContainerMetrics.Ended(exit, exit.FinishedAt - run.StartedAt);
        IReadOnlyList<EngineStage> stages = StageFile.Read(services.Runtime.StagesOf(run));
        ContainerMetrics.Passed(stages);
        ContainerSpan.Ran(run, exit, stages);
    }

    private void Probe(Pod pod, ContainerSlot slot, ProbeTarget target)
    {
        ContainerProbes probes = ContainerProbes.Of(slot.Spec);
        if (!probes.Any)
        {
            return;
        }

        slot.Probes = new ProbeWatch(
            probes, target, services.Prober, services.Time, wake, (probe, message) => services.Feed.Warning(key, "Unhealthy", $"{probe} probe failed: {message}"));
        if (StatusOf(pod, slot) is { State.Running: not null } before && before.ContainerID == ContainerStatuses.IdOf(target.Run, services.Runtime.Name))
        {
            slot.Probes.Resume(before.Started == true, before.Ready);
        }

        slot.Probes.Start();
    }

    private static ContainerStatus? StatusOf(Pod pod, ContainerSlot slot) =>
        ((slot.IsInit ? pod.Status?.InitContainerStatuses : pod.Status?.ContainerStatuses) ?? []).FirstOrDefault(s => s.Name == slot.Spec.Name);
}
