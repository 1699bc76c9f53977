using Kuscia.Agent.Runtimes;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Agent.Pods;

/// <summary>Writes the status of a pod as a kubelet would. Pure.</summary>
internal static class PodStatusBuilder
{
    private const string FieldsHonoured = "FieldsHonoured";

    private static readonly string[] OwnConditions = ["PodScheduled", "Initialized", "ContainersReady", "Ready", FieldsHonoured];

    /// <summary>The status after the present look at the containers.</summary>
    public static PodStatus Build(Pod pod, PodView view, string hostAddress, DateTimeOffset now)
    {
        string phase = view.ForcedPhase ?? PodPhase.Of(pod.Spec?.RestartPolicy, view.Init, view.Main);
        return new PodStatus
        {
            Phase = phase,
            Reason = view.Reason,
            Message = view.Message,
            HostIP = hostAddress,
            PodIP = hostAddress,
            PodIPs = [new PodIP { Ip = hostAddress }],
            StartTime = pod.Status?.StartTime ?? view.StartTime,
            QosClass = pod.Status?.QosClass ?? Qos(pod),
            Conditions = Conditions(pod, view, phase, now),
            ContainerStatuses = [.. view.Main.Select(s => Container(s, view.ReadyContainers.Contains(s.Spec.Name)))],
            InitContainerStatuses = view.Init.Count == 0 ? null : [.. view.Init.Select(s => Container(s, s.Exit is { Code: 0 }))],
        };
    }

    private static List<Condition> Conditions(Pod pod, PodView view, string phase, DateTimeOffset now)
    {
        bool initialized = view.Init.All(s => s.Exit is { Code: 0 });
        string[] unready = [.. view.Main.Where(s => !view.ReadyContainers.Contains(s.Spec.Name)).Select(s => s.Spec.Name)];
        (bool ready, string? reason, string? message) = phase switch
        {
            PodPhase.Succeeded => (false, "PodCompleted", null),
            PodPhase.Failed => (false, "PodFailed", null),
            _ when unready.Length > 0 => (false, "ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]"),
            _ => (true, (string?)null, (string?)null),
        };
        IReadOnlyList<Condition> before = pod.Status?.Conditions ?? [];
        string[] waitingInit = [.. view.Init.Where(s => s.Exit is not { Code: 0 }).Select(s => s.Spec.Name)];
        return
        [
            .. before.Where(c => !OwnConditions.Contains(c.Type, StringComparer.Ordinal)),
            Make(before, "PodScheduled", true, null, null, now),
            Make(before, "Initialized", initialized, initialized ? null : "ContainersNotInitialized", initialized ? null : $"containers with incomplete status: [{string.Join(' ', waitingInit)}]", now),
            Make(before, "ContainersReady", ready, reason, message, now),
            Make(before, "Ready", ready, reason, message, now),
            .. view.WithoutEffect.Count == 0
                ? (Condition[])[]
                : [Make(before, FieldsHonoured, false, "FieldsWithoutEffect", $"the runtime runp runs the pod without: {string.Join("; ", view.WithoutEffect)}", now)],
        ];
    }

    private static Condition Make(IReadOnlyList<Condition> before, string type, bool value, string? reason, string? message, DateTimeOffset now)
    {
        string status = value ? "True" : "False";
        Condition? old = before.FirstOrDefault(c => c.Type == type);
        return new Condition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = old?.Status == status ? old.LastTransitionTime : now,
        };
    }

    private static ContainerStatus Container(ContainerSlot slot, bool ready)
    {
        ContainerState? last = slot.Previous is { } previous ? Terminated(previous.Run, previous.Exit, slot.PreviousTail, slot) : null;
        ContainerState? ended = slot.Exit is { } exit ? Terminated(slot.Run, exit, slot.Tail, slot) : null;
        return new ContainerStatus
        {
            Name = slot.Spec.Name,
            State = slot.IsRunning ? new ContainerState { Running = new ContainerStateRunning { StartedAt = slot.Run?.StartedAt } }
                : slot.Waiting is { } waiting ? new ContainerState { Waiting = waiting }
                : ended ?? new ContainerState { Waiting = new ContainerStateWaiting { Reason = "ContainerCreating" } },
            LastState = slot.Waiting is null ? last : ended ?? last,
            Ready = ready,
            Started = slot.IsStarted,
            RestartCount = Math.Max(0, slot.Attempts - 1),
            Image = slot.Spec.Image ?? "",
            ContainerID = slot.Run is { } run ? IdOf(run) : null,
        };
    }

    private static ContainerState Terminated(ContainerRun? run, ContainerExit exit, string? tail, ContainerSlot slot) => new()
    {
        Terminated = new ContainerStateTerminated
        {
            ExitCode = exit.Code,
            Reason = exit.Reason,
            Message = exit.Message is null ? Fallback(exit, tail, slot) : tail is null || exit.Reason == ContainerExit.StartError ? exit.Message : $"{exit.Message}\n{tail}",
            StartedAt = run?.StartedAt ?? exit.FinishedAt,
            FinishedAt = exit.FinishedAt,
            ContainerID = run is null ? null : IdOf(run),
        },
    };

    private static string? Fallback(ContainerExit exit, string? tail, ContainerSlot slot) =>
        exit.Code != 0 && slot.Spec.TerminationMessagePolicy == "FallbackToLogsOnError" ? tail : null;

    /// <summary>The <c>containerID</c> of a run.</summary>
    public static string IdOf(ContainerRun run) => $"runp://{run.Id}";

    private static string Qos(Pod pod)
    {
        bool any = (pod.Spec?.Containers ?? []).Any(c => c.Resources is { } r && (r.Limits is { Count: > 0 } || r.Requests is { Count: > 0 }));
        return any ? "Burstable" : "BestEffort";
    }
}
