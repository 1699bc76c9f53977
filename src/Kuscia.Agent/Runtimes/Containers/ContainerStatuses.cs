using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>Writes the status of a container as a kubelet would. Pure.</summary>
internal static class ContainerStatuses
{
    /// <summary>The status of a container now.</summary>
    public static ContainerStatus Of(ContainerSlot slot, string runtime)
    {
        ContainerState? last = slot.Previous is { } previous ? Terminated(previous.Run, previous.Exit, slot.PreviousTail, slot, runtime) : null;
        ContainerState? ended = slot.Exit is { } exit ? Terminated(slot.Run, exit, slot.Tail, slot, runtime) : null;
        return new ContainerStatus
        {
            Name = slot.Spec.Name,
            State = slot.IsRunning ? new ContainerState { Running = new ContainerStateRunning { StartedAt = slot.Run?.StartedAt } }
                : slot.Waiting is { } waiting ? new ContainerState { Waiting = waiting }
                : ended ?? new ContainerState { Waiting = new ContainerStateWaiting { Reason = "ContainerCreating" } },
            LastState = slot.Waiting is null ? last : ended ?? last,
            Ready = slot.IsInit ? slot.Exit is { Code: 0 } : slot.IsReady,
            Started = slot.IsStarted,
            RestartCount = Math.Max(0, slot.Attempts - 1),
            Image = slot.Spec.Image ?? "",
            ContainerID = slot.Run is { } run ? IdOf(run, runtime) : null,
        };
    }

    /// <summary>The <c>containerID</c> of a run.</summary>
    public static string IdOf(ContainerRun run, string runtime) => $"{runtime}://{run.Id}";

    private static ContainerState Terminated(ContainerRun? run, ContainerExit exit, string? tail, ContainerSlot slot, string runtime) => new()
    {
        Terminated = new ContainerStateTerminated
        {
            ExitCode = exit.Code,
            Reason = exit.Reason,
            Message = exit.Message is null ? Fallback(exit, tail, slot) : tail is null || exit.Reason == ContainerExit.StartError ? exit.Message : $"{exit.Message}\n{tail}",
            StartedAt = run?.StartedAt ?? exit.FinishedAt,
            FinishedAt = exit.FinishedAt,
            ContainerID = run is null ? null : IdOf(run, runtime),
        },
    };

    private static string? Fallback(ContainerExit exit, string? tail, ContainerSlot slot) =>
        exit.Code != 0 && slot.Spec.TerminationMessagePolicy == "FallbackToLogsOnError" ? tail : null;
}
