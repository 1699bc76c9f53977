using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Works out the phase of a task whose objects exist.</summary>
internal static class TaskProgress
{
    public static KusciaTaskStatus Pending(TaskView view, KusciaTaskStatus status, DateTimeOffset now)
    {
        status = status with { PartyTaskStatus = PartyResults.Fill(view, status.PartyTaskStatus, null) };
        if (TooManyFailed(view, status) is { } message)
        {
            return Fail(status, Cause(view, status), message, now);
        }

        if (view.Group?.Status?.Phase == TaskResourceGroupPhase.Failed)
        {
            return Fail(status, null, Reasons(view.Group), now);
        }

        // A pod whose containers can never start stays Pending, and so would the task.
        if (ResultsCount(view) && PartyResults.Update(view, status) is { } counted && TooManyFailed(view, counted) is { } hopeless)
        {
            return Fail(counted, Cause(view, counted), hopeless, now);
        }

        bool started = view.IsParticipant
            ? (status.PodStatuses ?? new Dictionary<string, TaskPodStatus>()).Values.Any(p => p.PodPhase != TaskPhase.Pending)
            : (status.PartyTaskStatus ?? []).Any(p => p.Phase != TaskPhase.Pending);
        return started ? Run(status, now) : status with { Reason = null, Message = Waiting(view, status) };
    }

    public static KusciaTaskStatus Running(TaskView view, KusciaTaskStatus status, DateTimeOffset now)
    {
        if (view.Group is null)
        {
            return Fail(status, "TaskResourceGroupNotFound", $"TaskResourceGroup \"{view.Task.Metadata.Name}\" of the task was deleted", now);
        }

        string? group = view.Group.Status?.Phase;
        if (group == TaskResourceGroupPhase.Failed)
        {
            return Fail(status, "TaskResourceGroupPhaseFailed", GroupFailure(view), now);
        }

        return ResultsCount(view) ? Conclude(view, PartyResults.Update(view, status), now) : status;
    }

    private static bool ResultsCount(TaskView view) => view.Group?.Status?.Phase switch
    {
        TaskResourceGroupPhase.Reserved => true,
        TaskResourceGroupPhase.Reserving => !(view.IsParticipant && view.IsInitiator),
        _ => false,
    };

    private static KusciaTaskStatus Conclude(TaskView view, KusciaTaskStatus status, DateTimeOffset now)
    {
        if (TooManyFailed(view, status) is { } message)
        {
            return Fail(status, Cause(view, status), message, now);
        }

        IReadOnlyList<PartyTaskStatus> parties = status.PartyTaskStatus ?? [];
        if (parties.Count(p => p.Phase == TaskPhase.Succeeded) >= view.Threshold)
        {
            return status with
            {
                Phase = TaskPhase.Succeeded,
                Reason = null,
                Message = null,
                Conditions = status.Conditions.With("Success", true, null, null, now),
            };
        }

        return parties.Any(p => p.Phase == TaskPhase.Running) ? Run(status, now) : status;
    }

    private static KusciaTaskStatus Run(KusciaTaskStatus status, DateTimeOffset now) => status with
    {
        Phase = TaskPhase.Running,
        Reason = null,
        Message = null,
        Conditions = status.Conditions.With("Running", true, null, null, now),
    };

    private static KusciaTaskStatus Fail(KusciaTaskStatus status, string? reason, string message, DateTimeOffset now) => status with
    {
        Phase = TaskPhase.Failed,
        Reason = reason,
        Message = message,
        Conditions = status.Conditions.With("Success", false, reason, message, now),
    };

    private static string? Cause(TaskView view, KusciaTaskStatus status) =>
        StoppedTask.IsEndedByPartner(view, status) ? StoppedTask.Reason : null;

    private static string? TooManyFailed(TaskView view, KusciaTaskStatus status)
    {
        List<PartyTaskStatus> failed = [.. (status.PartyTaskStatus ?? []).Where(p => p.Phase == TaskPhase.Failed)];
        int left = view.PartyCount - failed.Count;
        if (left >= view.Threshold)
        {
            return null;
        }

        string names = string.Join(",", failed.Select(PartyResults.Name));
        string causes = string.Join("; ", failed.Where(p => !string.IsNullOrEmpty(p.Message)).Select(p => $"{PartyResults.Name(p)}: {p.Message}"));
        string text = $"The remaining no-failed party task counts {left} are less than the task success threshold {view.Threshold}. failed party[{names}]";
        return causes.Length == 0 ? text : $"{text}. {causes}";
    }

    // Why the pods do not run yet: what the group cannot make, or for example the sentence of the scheduler.
    private static string? Waiting(TaskView view, KusciaTaskStatus status)
    {
        if (view.Group?.Status?.Conditions.Find("TaskResourcesCreated") is { Status: "False" } missing)
        {
            return $"the TaskResources cannot be created: {missing.Reason}";
        }

        string text = string.Join("; ", (status.PodStatuses ?? new Dictionary<string, TaskPodStatus>()).Values
            .Where(p => p.PodPhase == TaskPhase.Pending && !string.IsNullOrEmpty(p.Message))
            .Select(p => $"pod {p.Namespace}/{p.PodName}: {p.Message}"));
        return text.Length == 0 ? null : text;
    }

    private static string GroupFailure(TaskView view)
    {
        TaskResourceGroup? group = view.Group;
        return group?.Status?.Conditions.IsTrue("TaskResourceGroupExpired") == true
            ? $"The task was not scheduled within {group.Spec?.LifecycleSeconds} seconds of its entire lifecycle"
            : string.Join(",", (group?.Status?.Conditions ?? []).Where(c => c.Status == "False").Select(c => $"{c.Type} failed: {c.Reason}"));
    }

    private static string Reasons(TaskResourceGroup group)
    {
        string text = group.Status?.Conditions.IsTrue("TaskResourceGroupExpired") == true
            ? $"The task was not scheduled within {group.Spec?.LifecycleSeconds} seconds of its entire lifecycle"
            : "";
        string reasons = string.Join(",", (group.Status?.Conditions ?? []).Where(c => c.Status == "False").Select(c => c.Reason));
        return text.Length == 0 ? reasons : reasons.Length == 0 ? text : $"{text}: {reasons}";
    }
}
