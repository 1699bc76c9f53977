using Kuscia.Agent.Runtimes.Abstractions;
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
        PodReport report = view.Report;
        string phase = view.Verdict?.Phase ?? report.Phase;
        string? address = report.Address ?? pod.Status?.PodIP;
        return new PodStatus
        {
            Phase = phase,
            Reason = NullIfEmpty(view.Verdict is { } reason ? reason.Reason : report.Reason),
            Message = NullIfEmpty(view.Verdict is { } message ? message.Message : report.Message),
            HostIP = hostAddress,
            PodIP = address,
            PodIPs = address is null ? null : [new PodIP { Ip = address }],
            StartTime = pod.Status?.StartTime ?? view.StartTime,
            QosClass = pod.Status?.QosClass ?? Qos(pod),
            Conditions = Conditions(pod, view, phase, now),
            ContainerStatuses = report.Containers,
            InitContainerStatuses = report.InitContainers.Count == 0 ? null : report.InitContainers,
        };
    }

    private static List<Condition> Conditions(Pod pod, PodView view, string phase, DateTimeOffset now)
    {
        string[] waitingInit = [.. view.Report.InitContainers.Where(s => s.State?.Terminated is not { ExitCode: 0 }).Select(s => s.Name)];
        bool initialized = waitingInit.Length == 0;
        string[] unready = [.. view.Report.Containers.Where(s => !s.Ready).Select(s => s.Name)];
        (bool ready, string? reason, string? message) = phase switch
        {
            PodPhase.Succeeded => (false, "PodCompleted", null),
            PodPhase.Failed => (false, "PodFailed", null),
            _ when unready.Length > 0 => (false, "ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]"),
            _ => (true, (string?)null, (string?)null),
        };
        IReadOnlyList<Condition> before = pod.Status?.Conditions ?? [];
        Condition[] own =
        [
            Make(before, "PodScheduled", true, null, null, now),
            Make(before, "Initialized", initialized, initialized ? null : "ContainersNotInitialized", initialized ? null : $"containers with incomplete status: [{string.Join(' ', waitingInit)}]", now),
            Make(before, "ContainersReady", ready, reason, message, now),
            Make(before, "Ready", ready, reason, message, now),
            .. view.WithoutEffect.Count == 0
                ? (Condition[])[]
                : [Make(before, FieldsHonoured, false, "FieldsWithoutEffect", WithoutEffect(view.Runtime, view.WithoutEffect), now)],
        ];
        return
        [
            .. before.Where(c => !OwnConditions.Contains(c.Type, StringComparer.Ordinal) && view.Report.Conditions.All(r => r.Type != c.Type)),
            .. own.Where(c => view.Report.Conditions.All(r => r.Type != c.Type)),
            .. view.Report.Conditions,
        ];
    }

    /// <summary>The sentence about members that have no effect.</summary>
    public static string WithoutEffect(string runtime, IReadOnlyList<string> members) => $"the runtime {runtime} runs the pod without: {string.Join("; ", members)}";

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

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Qos(Pod pod)
    {
        bool any = (pod.Spec?.Containers ?? []).Any(c => c.Resources is { } r && (r.Limits is { Count: > 0 } || r.Requests is { Count: > 0 }));
        return any ? "Burstable" : "BestEffort";
    }
}
