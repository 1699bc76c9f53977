using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Sums up the pods of each party (specification, control plane §3.3, "Running").</summary>
internal static class PartyResults
{
    /// <summary>Every party has an entry, in spec order; with a failure given, unfinished own parties fail with it.</summary>
    public static IReadOnlyList<PartyTaskStatus> Fill(TaskView view, IReadOnlyList<PartyTaskStatus>? old, string? failure)
    {
        return [.. (view.Task.Spec?.Parties ?? []).Select(Entry)];

        PartyTaskStatus Entry(TaskParty party)
        {
            PartyTaskStatus entry = Find(old, party.DomainID, party.Role)
                ?? new PartyTaskStatus { DomainID = party.DomainID, Role = party.Role ?? "", Phase = TaskPhase.Pending };
            bool fails = failure is not null && view.IsOwn(party.DomainID) && !TaskPhase.IsFinal(entry.Phase);
            return fails ? entry with { Phase = TaskPhase.Failed, Message = failure } : entry;
        }
    }

    /// <summary>Parties that are not over fail with the task.</summary>
    public static IReadOnlyList<PartyTaskStatus> End(IReadOnlyList<PartyTaskStatus> parties, string? cause) =>
        [.. parties.Select(p => TaskPhase.IsFinal(p.Phase) ? p : p with { Phase = TaskPhase.Failed, Message = $"{FailureReasons.EndedWithTask}: {Brief(cause)}" })];

    /// <summary>The entries of own parties counted anew from their pods.</summary>
    public static KusciaTaskStatus Update(TaskView view, KusciaTaskStatus status)
    {
        IReadOnlyList<PartyTaskStatus> parties = Fill(view, status.PartyTaskStatus, null);
        IReadOnlyList<TaskResourceGroupParty> own = view.Group?.Spec?.Parties ?? [];
        return status with
        {
            PartyTaskStatus = [.. parties.Select(p => own.FirstOrDefault(o => o.DomainID == p.DomainID && (o.Role ?? "") == (p.Role ?? "")) is { } group && !TaskPhase.IsFinal(p.Phase)
                ? Count(view, status, p, group)
                : p)],
        };
    }

    /// <summary><c>domain</c> or <c>domain-role</c>.</summary>
    public static string Name(PartyTaskStatus party) => string.IsNullOrEmpty(party.Role) ? party.DomainID ?? "" : $"{party.DomainID}-{party.Role}";

    private static PartyTaskStatus? Find(IReadOnlyList<PartyTaskStatus>? list, string? domain, string? role) =>
        list?.FirstOrDefault(p => p.DomainID == domain && (p.Role ?? "") == (role ?? ""));

    private static PartyTaskStatus Count(TaskView view, KusciaTaskStatus status, PartyTaskStatus party, TaskResourceGroupParty group)
    {
        List<string> keys = [.. (group.Pods ?? []).Select(p => TaskView.Key(new ResourceName(party.DomainID, p.Name ?? "")))];
        List<(string Key, Pod? Pod, string Phase)> pods = [.. keys.Select(k => (k, view.Pods.GetValueOrDefault(k), Phase(view, status, k)))];
        int failed = pods.Count(p => p.Phase == TaskPhase.Failed);
        int needed = group.MinReservedPods is > 0 and int min && min <= pods.Count ? min : pods.Count;
        if (needed > pods.Count - failed)
        {
            string message = string.Join("; ", pods.Where(p => p.Phase == TaskPhase.Failed).Select(p => PodStatuses.Describe(p.Key, p.Pod, status)));
            return party with { Phase = TaskPhase.Failed, Message = message };
        }

        if (pods.Count(p => p.Phase == TaskPhase.Succeeded) >= needed)
        {
            return party with { Phase = TaskPhase.Succeeded, Message = null };
        }

        return pods.Exists(p => p.Phase == TaskPhase.Running) ? party with { Phase = TaskPhase.Running, Message = null } : party;
    }

    private static string Phase(TaskView view, KusciaTaskStatus status, string key)
    {
        Pod? pod = view.Pods.GetValueOrDefault(key);
        string? recorded = status.PodStatuses?.GetValueOrDefault(key)?.PodPhase;
        if (TaskPhase.IsFinal(recorded))
        {
            return recorded ?? TaskPhase.Failed;
        }

        return pod is null || PodStatuses.CannotStart(pod) ? TaskPhase.Failed : pod.Status?.Phase ?? TaskPhase.Pending;
    }

    private static string Brief(string? text) => text is null ? "no reason given" : text.Length <= 512 ? text : text[..512] + "…";
}
