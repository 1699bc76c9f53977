using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.TaskResources;

/// <summary>Moves all TaskResources of a group to a phase.</summary>
internal static class TaskResourceStatuses
{
    public static IReadOnlyList<(TaskResource Resource, TaskResourceStatus Status)> MoveAll(GroupView view, string phase, string reason, DateTimeOffset now) =>
        [.. view.Resources.Where(r => r.Status?.Phase != phase).Select(r => (r, Move(r.Status, phase, reason, now)))];

    public static IReadOnlyList<(TaskResource Resource, TaskResourceStatus Status)> RetryAll(GroupView view, DateTimeOffset now) =>
        [.. view.Resources.Select(r => (r, Retry(r.Status, now)))];

    private static TaskResourceStatus Move(TaskResourceStatus? old, string phase, string reason, DateTimeOffset now)
    {
        TaskResourceStatus status = old ?? new TaskResourceStatus();
        return status with
        {
            Phase = phase,
            Conditions = status.Conditions.With(phase, true, reason, null, now),
            LastTransitionTime = now,
            CompletionTime = phase == TaskResourcePhase.Schedulable ? now : status.CompletionTime,
        };
    }

    private static TaskResourceStatus Retry(TaskResourceStatus? old, DateTimeOffset now)
    {
        TaskResourceStatus status = old ?? new TaskResourceStatus();
        IReadOnlyList<Condition> conditions = status.Conditions.With(TaskResourcePhase.Reserving, true, "Retry to reserve resource", null, now);
        if (conditions.IsTrue(TaskResourcePhase.Reserved))
        {
            conditions = conditions.With(
                TaskResourcePhase.Reserved, false, "Last reserved resources and need retry since partners doesn't reserve resources", null, now);
        }

        return status with { Phase = TaskResourcePhase.Reserving, Conditions = conditions, LastTransitionTime = now };
    }
}
