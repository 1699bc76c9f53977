namespace Kuscia.Model.Meta;

/// <summary>Reads and changes lists of conditions without changing what others wrote.</summary>
public static class ConditionList
{
    /// <summary>The condition of a type, or null.</summary>
    public static Condition? Find(this IReadOnlyList<Condition>? conditions, string type) => conditions?.FirstOrDefault(c => c.Type == type);

    /// <summary>True when the condition of that type is <c>True</c>.</summary>
    public static bool IsTrue(this IReadOnlyList<Condition>? conditions, string type) => conditions.Find(type)?.Status == "True";

    /// <summary>
    /// The list with one condition set. Its transition time moves only when its status changes; a condition that is already so leaves the list as it is.
    /// </summary>
    public static IReadOnlyList<Condition> With(
        this IReadOnlyList<Condition>? conditions, string type, bool status, string? reason, string? message, DateTimeOffset now)
    {
        string text = status ? "True" : "False";
        Condition? old = conditions.Find(type);
        if (conditions is not null && old is not null && old.Status == text && old.Reason == reason && old.Message == message)
        {
            return conditions;
        }

        Condition next = (old ?? new Condition { Type = type, Status = text }) with
        {
            Status = text,
            Reason = reason,
            Message = message,
            LastTransitionTime = old?.Status == text ? old.LastTransitionTime : now,
        };
        return old is null ? [.. conditions ?? [], next] : [.. (conditions ?? []).Select(c => c.Type == type ? next : c)];
    }
}
