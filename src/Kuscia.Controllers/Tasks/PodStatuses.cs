using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Mirrors pods and services into a task's status.</summary>
internal static class PodStatuses
{
    // A log tail in a status must not grow without bound: it is copied into jobs. Partners get the exit code alone (FailureReasons).
    private const int MaxMessage = 4096;
    private const int MaxPullFailures = 3;

    private static readonly HashSet<string> Hopeless =
    [
        "CrashLoopBackOff", "ImageInspectError", "ErrImageNeverPull", "RegistryUnavailable", "InvalidImageName",
        "CreateContainerConfigError", "CreateContainerError", "PreStartHookError", "PostStartHookError",
    ];

    public static IReadOnlyDictionary<string, TaskPodStatus> Initial(TaskObjects objects, DateTimeOffset now) =>
        objects.Pods.ToDictionary(
            p => p.Pod.Identity.ToString(),
            p => new TaskPodStatus { PodName = p.Pod.Metadata.Name, Namespace = p.Pod.Metadata.Namespace, PodPhase = TaskPhase.Pending, CreateTime = now });

    public static IReadOnlyDictionary<string, TaskServiceStatus> InitialServices(TaskObjects objects, DateTimeOffset now) =>
        objects.Pods.SelectMany(p => p.Services).ToDictionary(
            s => s.Identity.ToString(),
            s => new TaskServiceStatus
            {
                ServiceName = s.Metadata.Name,
                Namespace = s.Metadata.Namespace,
                PortName = s.Metadata.Label(WellKnownLabels.PortName),
                PortNumber = s.Spec?.Ports is [var port, ..] ? port.Port : null,
                Scope = s.Metadata.Label(WellKnownLabels.PortScope),
                CreateTime = now,
            });

    public static IReadOnlyDictionary<string, TaskPodStatus>? Refresh(TaskView view, IReadOnlyDictionary<string, TaskPodStatus>? old) =>
        old?.ToDictionary(p => p.Key, p => TaskPhase.IsFinal(p.Value.PodPhase) ? p.Value : Refresh(view.Pods.GetValueOrDefault(p.Key), p.Value));

    public static IReadOnlyDictionary<string, TaskServiceStatus>? RefreshServices(TaskView view, IReadOnlyDictionary<string, TaskServiceStatus>? old) =>
        old?.ToDictionary(s => s.Key, s => view.Services.GetValueOrDefault(s.Key) is { } service
            ? s.Value with { CreateTime = service.Metadata.CreationTimestamp, ReadyTime = ReadyTime(service), Reason = null, Message = null }
            : s.Value with { Reason = "ServiceNotExist", Message = "Does not find the service" });

    public static IReadOnlyDictionary<string, TaskPodStatus>? End(IReadOnlyDictionary<string, TaskPodStatus>? old) =>
        old?.ToDictionary(p => p.Key, p => TaskPhase.IsFinal(p.Value.PodPhase) ? p.Value : p.Value with { PodPhase = TaskPhase.Failed });

    /// <summary>True when a container waits for something that will not come.</summary>
    public static bool CannotStart(Pod pod) =>
        pod.Status?.Phase is null or "" or TaskPhase.Pending or TaskPhase.Running
        && pod.Status?.Conditions.Find("ContainersReady")?.Status == "False"
        && (pod.Status.ContainerStatuses ?? []).Any(c => c.State?.Waiting?.Reason is { } reason
            && (Hopeless.Contains(reason) || (reason is "ErrImagePull" or "ErrImagePullBackOff" or "ImagePullBackOff" && c.RestartCount > MaxPullFailures)));

    /// <summary>One sentence on why a pod failed, with the exit code and the last log lines.</summary>
    public static string Describe(string key, Pod? pod, KusciaTaskStatus status)
    {
        if (pod is null)
        {
            TaskPodStatus? last = status.PodStatuses?.GetValueOrDefault(key);
            return Limit($"pod {key}: {last?.TerminationLog ?? last?.Message ?? "Does not find the pod"}");
        }

        ContainerStatus? ended = pod.Status?.ContainerStatuses?.FirstOrDefault(c => c.State?.Terminated is { ExitCode: not 0 });
        if (ended?.State?.Terminated is { } terminated)
        {
            string lines = string.IsNullOrWhiteSpace(terminated.Message) ? "it wrote nothing" : terminated.Message.Trim();
            return Limit($"pod {key} container[{ended.Name}] {FailureReasons.Exited(terminated.ExitCode)} ({terminated.Reason ?? "Error"}): {lines}");
        }

        ContainerStateWaiting? waiting = pod.Status?.ContainerStatuses?.Select(c => c.State?.Waiting).FirstOrDefault(w => w is not null);
        string cause = pod.Status?.Message ?? (waiting is null ? null : $"{waiting.Reason} {waiting.Message}") ?? pod.Status?.Reason ?? "no reason given";
        return Limit($"pod {key} failed: {cause}");
    }

    private static TaskPodStatus Refresh(Pod? pod, TaskPodStatus old)
    {
        if (pod is null)
        {
            return old with { PodPhase = TaskPhase.Failed, Reason = "PodNotExist", Message = "Does not find the pod" };
        }

        PodStatus status = pod.Status ?? new PodStatus();
        (string? reason, string? message) = Cause(status);
        return old with
        {
            PodPhase = string.IsNullOrEmpty(status.Phase) ? TaskPhase.Pending : status.Phase,
            NodeName = pod.Spec?.NodeName,
            Reason = reason,
            Message = message is null ? null : Limit(message),
            TerminationLog = TerminationLog(status),
            CreateTime = pod.Metadata.CreationTimestamp,
            ScheduleTime = status.Conditions.Find("PodScheduled") is { Status: "True" } scheduled ? scheduled.LastTransitionTime : old.ScheduleTime,
            StartTime = status.StartTime,
            ReadyTime = status.Conditions.Find("Ready") is { Status: "True" } ready ? ready.LastTransitionTime : old.ReadyTime,
        };
    }

    private static (string? Reason, string? Message) Cause(PodStatus status)
    {
        ContainerStatus? container = status.ContainerStatuses?.FirstOrDefault(c => c.State?.Terminated is { ExitCode: not 0 });
        if (container?.State?.Terminated is { } terminated)
        {
            return (status.Reason ?? terminated.Reason, status.Message ?? $"container[{container.Name}] exited with code {terminated.ExitCode}");
        }

        if (status.Reason is not null || status.Message is not null)
        {
            return (status.Reason, status.Message);
        }

        if (status.Phase == TaskPhase.Succeeded)
        {
            return (status.ContainerStatuses?.FirstOrDefault(c => c.State?.Terminated is not null)?.State?.Terminated?.Reason, null);
        }

        if (status.Conditions.Find("PodScheduled") is { Status: "False" } unscheduled)
        {
            return (unscheduled.Reason, unscheduled.Message);
        }

        container = status.ContainerStatuses?.FirstOrDefault(c => c.State?.Waiting?.Reason is not null);
        return container?.State?.Waiting is { } waiting
            ? (waiting.Reason, $"container[{container.Name}] waiting state reason: \"{waiting.Reason}\", message: \"{waiting.Message}\"")
            : (null, null);
    }

    private static string? TerminationLog(PodStatus status) =>
        status.ContainerStatuses?.FirstOrDefault(c => c.State?.Terminated is { ExitCode: not 0 }) is { State.Terminated: { } terminated } container
            ? Limit($"container[{container.Name}] terminated state reason \"{terminated.Reason}\", message: \"{terminated.Message}\"")
            : null;

    private static DateTimeOffset? ReadyTime(Service service) =>
        DateTimeOffset.TryParse(service.Metadata.Annotation(WellKnownAnnotations.ReadyTime), CultureInfo.InvariantCulture, out DateTimeOffset time) ? time : null;

    // The end of a log says most: keep it.
    private static string Limit(string text) => text.Length <= MaxMessage ? text : text[..256] + " … " + text[^(MaxMessage - 259)..];
}
