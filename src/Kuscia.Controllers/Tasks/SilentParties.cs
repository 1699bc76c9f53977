using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>
/// Bounds how long a task waits for the result of a partner that cannot be heard: for the task's lifecycleSeconds. Until then a condition names the partner,
/// since when it has been silent and when its part counts as failed. A partner that can be heard may compute as long as it likes.
/// </summary>
internal static class SilentParties
{
    /// <summary>Type of the task condition; False while a partner with an unfinished part is silent.</summary>
    public const string ConditionType = "PartnersHeard";

    /// <summary>The status with the condition, and with the parts of partners that have been silent too long as failed; and when to look again.</summary>
    public static (KusciaTaskStatus Status, TimeSpan? RetryAfter) Limit(TaskView view, KusciaTaskStatus status, TaskOptions options, DateTimeOffset now)
    {
        List<(PartyTaskStatus Party, DateTimeOffset Since)> silent = [.. (status.PartyTaskStatus ?? [])
            .Where(p => !view.IsOwn(p.DomainID) && !TaskPhase.IsFinal(p.Phase) && view.SilentSince.ContainsKey(p.DomainID ?? ""))
            .Select(p => (p, view.SilentSince[p.DomainID ?? ""]))];
        if (silent.Count == 0)
        {
            bool told = status.Conditions.Find(ConditionType)?.Status == "False";
            return (told ? status with { Conditions = status.Conditions.With(ConditionType, true, null, null, now) } : status, null);
        }

        int limit = view.Lifecycle(options);
        (PartyTaskStatus first, DateTimeOffset since) = silent.MinBy(s => s.Since);
        DateTimeOffset deadline = Deadline(view, since, limit);
        string sentence = $"{PartyResults.Name(first)} has not been heard since {KubernetesTimeConverter.ToText(since)}; "
            + $"when it stays silent until {KubernetesTimeConverter.ToText(deadline)} (lifecycleSeconds {limit}) its part counts as failed";
        IReadOnlyList<PartyTaskStatus> parties = [.. (status.PartyTaskStatus ?? []).Select(p => silent.Exists(s => s.Party == p && Deadline(view, s.Since, limit) <= now)
            ? p with { Phase = TaskPhase.Failed, Message = Given(p, view.SilentSince[p.DomainID ?? ""], limit) }
            : p)];
        return (
            status with { PartyTaskStatus = parties, Conditions = status.Conditions.With(ConditionType, false, "PartnerSilent", sentence, now) },
            deadline > now ? deadline - now : null);
    }

    private static string Given(PartyTaskStatus party, DateTimeOffset since, int limit) =>
        $"{PartyResults.Name(party)} has not been heard since {KubernetesTimeConverter.ToText(since)}; given up after {limit} seconds (lifecycleSeconds)";

    // Silence from before the task began does not count.
    private static DateTimeOffset Deadline(TaskView view, DateTimeOffset since, int limit) =>
        (view.Status.StartTime > since ? view.Status.StartTime.Value : since).AddSeconds(limit);
}
