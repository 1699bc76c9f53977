using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>
/// What flows between a deployment and its summary, in both clusters alike (specification, control plane §4.3, deployment flow): each tells of its own parties and
/// hears of the others. A cluster that cannot carry out its part tells so by the phase Failed of its parties.
/// </summary>
internal static class DeploymentSummarySync
{
    /// <summary>The summary with what this cluster has to tell.</summary>
    /// <param name="summary">As it is stored.</param>
    /// <param name="deployment">The deployment here.</param>
    /// <param name="isMine">The domains that this cluster tells of.</param>
    /// <param name="now">The time.</param>
    public static KusciaDeploymentSummary Tell(KusciaDeploymentSummary summary, KusciaDeployment deployment, Func<string, bool> isMine, DateTimeOffset now)
    {
        KusciaDeploymentStatus before = summary.Status ?? new KusciaDeploymentStatus();
        KusciaDeploymentStatus source = deployment.Status ?? new KusciaDeploymentStatus();
        Dictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> parts = PartsOf(before, d => !isMine(d));
        foreach ((string domain, IReadOnlyDictionary<string, PartyDeploymentStatus> told) in PartsOf(source, isMine))
        {
            parts[domain] = told;
        }

        if (IsOwnFailure(source) && !HasFailed(parts, isMine))
        {
            MarkFailed(parts, deployment, isMine);
        }

        KusciaDeploymentStatus after = Sum(before, source, parts, isMine) with { PartyDeploymentStatuses = parts.Count == 0 ? null : parts };
        bool isSame = WireComparison.AreSame(before, after, ModelJsonContext.Default.KusciaDeploymentStatus);
        return isSame ? summary : summary with { Status = after with { LastReconcileTime = now } };
    }

    /// <summary>The deployment with what the other clusters tell; the same instance when that is nothing new.</summary>
    /// <param name="deployment">The deployment here.</param>
    /// <param name="summary">What they tell, checked.</param>
    /// <param name="isTheirs">The domains that they may tell of.</param>
    public static KusciaDeployment Hear(KusciaDeployment deployment, KusciaDeploymentSummary summary, Func<string, bool> isTheirs)
    {
        KusciaDeploymentStatus source = summary.Status ?? new KusciaDeploymentStatus();
        KusciaDeploymentStatus before = deployment.Status ?? new KusciaDeploymentStatus();
        Dictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> parts = PartsOf(before, d => !isTheirs(d));
        foreach ((string domain, IReadOnlyDictionary<string, PartyDeploymentStatus> told) in PartsOf(source, isTheirs))
        {
            parts[domain] = told;
        }

        // Other implementations tell a failure by the phase alone.
        bool theyFailed = source.Phase == DeploymentPhase.Failed && (HasFailed(parts, isTheirs) || !HasFailed(PartsOf(source, d => !isTheirs(d)), _ => true));
        if (theyFailed && !HasFailed(parts, isTheirs))
        {
            MarkFailed(parts, deployment, isTheirs);
        }

        KusciaDeploymentStatus after = (theyFailed, IsOwnFailure(before)) switch
        {
            (_, true) => before,
            (true, _) => before with { Phase = DeploymentPhase.Failed, Reason = source.Reason, Message = DeploymentFailure.OfPartner(Failed(parts, isTheirs), source.Message) },
            _ when Names(source.Reason, parts, isTheirs) && !Waits(parts, d => !isTheirs(d)) => before with { Reason = source.Reason, Message = source.Message },
            _ => before,
        };
        after = after with { PartyDeploymentStatuses = parts.Count == 0 ? null : parts };
        return WireComparison.AreSame(before, after, ModelJsonContext.Default.KusciaDeploymentStatus) ? deployment : deployment with { Status = after };
    }

    /// <summary>What a status tells of the parties, with some of them as failed.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> WithFailed(KusciaDeploymentStatus status, KusciaDeployment deployment, Func<string, bool> isOf)
    {
        Dictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> parts = PartsOf(status, _ => true);
        MarkFailed(parts, deployment, isOf);
        return parts;
    }

    private static bool IsOwnFailure(KusciaDeploymentStatus status) => status.Phase == DeploymentPhase.Failed && !DeploymentFailure.IsOfPartner(status.Message);

    // The summary has one phase for all clusters: it tells of failures, and of what is waited for.
    private static KusciaDeploymentStatus Sum(
        KusciaDeploymentStatus before, KusciaDeploymentStatus source, IReadOnlyDictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> parts, Func<string, bool> isMine)
    {
        if (source.Phase == DeploymentPhase.Failed && HasFailed(parts, isMine))
        {
            return before with { Phase = source.Phase, Reason = source.Reason, Message = source.Message };
        }

        if (before.Phase == DeploymentPhase.Failed)
        {
            bool isOurs = !HasFailed(parts, d => !isMine(d)) && HasFailed(PartsOf(before, isMine), _ => true);
            return !isOurs ? before : before with { Phase = source.Phase, Reason = null, Message = null };
        }

        bool isTaken = Names(before.Reason, parts, d => !isMine(d));
        return source.Phase == DeploymentPhase.Progressing && !isTaken && Names(source.Reason, parts, isMine)
            ? before with { Phase = source.Phase, Reason = source.Reason, Message = ForPartners(source) }
            : before;
    }

    // Log lines and names of nodes stay where they are.
    private static string? ForPartners(KusciaDeploymentStatus status) =>
        status.Message?.StartsWith("kd's ", StringComparison.Ordinal) == true ? status.Message : status.Reason?.Split(", reason: ")[^1];

    // "domainID: D, reason: R" of a party that waits.
    private static bool Names(string? reason, IReadOnlyDictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> parts, Func<string, bool> isOf) =>
        parts.Any(d => isOf(d.Key) && reason?.StartsWith($"domainID: {d.Key}, ", StringComparison.Ordinal) == true && d.Value.Values.Any(p => p.Phase == DeploymentPhase.Progressing));

    private static bool Waits(IReadOnlyDictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> parts, Func<string, bool> isOf) =>
        parts.Any(d => isOf(d.Key) && d.Value.Values.Any(p => p.Phase == DeploymentPhase.Progressing));

    private static bool HasFailed(IReadOnlyDictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> parts, Func<string, bool> isOf) => Failed(parts, isOf).Any();

    private static IEnumerable<string> Failed(IReadOnlyDictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> parts, Func<string, bool> isOf) =>
        parts.Where(d => isOf(d.Key) && d.Value.Values.Any(p => p.Phase == DeploymentPhase.Failed)).Select(d => d.Key);

    private static Dictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> PartsOf(KusciaDeploymentStatus status, Func<string, bool> isOf) =>
        (status.PartyDeploymentStatuses ?? new Dictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>>()).Where(d => isOf(d.Key)).ToDictionary();

    private static void MarkFailed(Dictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> parts, KusciaDeployment deployment, Func<string, bool> isOf)
    {
        foreach (IGrouping<string, DeploymentParty> domain in (deployment.Spec?.Parties ?? []).GroupBy(p => p.DomainID ?? "").Where(d => isOf(d.Key)))
        {
            IReadOnlyDictionary<string, PartyDeploymentStatus>? old = parts.GetValueOrDefault(domain.Key);
            parts[domain.Key] = domain.Select(p => (Name: DeploymentParty.DeploymentName(deployment.Metadata.Name ?? "", p.Role), p.Role)).DistinctBy(p => p.Name).ToDictionary(
                p => p.Name,
                p => (old?.GetValueOrDefault(p.Name) ?? new PartyDeploymentStatus { Role = string.IsNullOrEmpty(p.Role) ? null : p.Role }) with { Phase = DeploymentPhase.Failed });
        }
    }
}
