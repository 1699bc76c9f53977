using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads;

/// <summary>Conditions as the workloads of Kubernetes keep them: what changes its status or reason moves to the end, and the time of the last change is kept beside.</summary>
internal static class WorkloadConditions
{
    /// <summary>The list with one condition set; nothing changes when its status and reason are so already.</summary>
    public static IReadOnlyList<Condition> Set(
        this IReadOnlyList<Condition>? conditions, (string Type, string Status) what, (string Reason, string Message) why, DateTimeOffset now, bool isUpdated = true)
    {
        Condition? old = conditions.Find(what.Type);
        if (conditions is not null && old is not null && old.Status == what.Status && old.Reason == why.Reason)
        {
            return conditions;
        }

        Condition next = new()
        {
            Type = what.Type,
            Status = what.Status,
            Reason = why.Reason,
            Message = why.Message,
            LastTransitionTime = old?.Status == what.Status ? old.LastTransitionTime : now,
            LastUpdateTime = isUpdated ? now : null,
        };
        return [.. conditions.Without(what.Type), next];
    }

    public static IReadOnlyList<Condition> Without(this IReadOnlyList<Condition>? conditions, string type) => [.. (conditions ?? []).Where(c => c.Type != type)];

    /// <summary>An empty list is not written.</summary>
    public static IReadOnlyList<Condition>? OrNone(this IReadOnlyList<Condition>? conditions) => conditions is { Count: > 0 } ? conditions : null;
}
