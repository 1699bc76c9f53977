using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>
/// Reads what another cluster has written into the summary of a deployment: nothing but values of the catalogue about parties that exist here; texts become one
/// printable line.
/// </summary>
internal static class ForeignDeployments
{
    private const int MaxConditions = 16;
    private const int MaxReplicas = 1_000_000;

    private static readonly HashSet<string> Phases = [DeploymentPhase.Progressing, DeploymentPhase.PartialAvailable, DeploymentPhase.Available, DeploymentPhase.Failed];

    /// <param name="summary">As it is stored.</param>
    /// <param name="deployment">The deployment here.</param>
    public static KusciaDeploymentSummary Read(KusciaDeploymentSummary summary, KusciaDeployment deployment)
    {
        HashSet<(string, string)> parts =
            [.. (deployment.Spec?.Parties ?? []).Select(p => (p.DomainID ?? "", DeploymentParty.DeploymentName(deployment.Metadata.Name ?? "", p.Role)))];
        KusciaDeploymentStatus status = summary.Status ?? new KusciaDeploymentStatus();
        return summary with
        {
            Status = status with
            {
                Phase = Phases.Contains(status.Phase ?? "") ? status.Phase : null,
                Reason = PrintableLine.Of(status.Reason),
                Message = PrintableLine.Of(status.Message),
                PartyDeploymentStatuses = status.PartyDeploymentStatuses?.Select(d => (d.Key, Parts: Read(d.Key, d.Value, parts))).Where(d => d.Parts.Count > 0)
                    .ToDictionary(d => d.Key, IReadOnlyDictionary<string, PartyDeploymentStatus> (d) => d.Parts),
            },
        };
    }

    private static Dictionary<string, PartyDeploymentStatus> Read(string domain, IReadOnlyDictionary<string, PartyDeploymentStatus> told, HashSet<(string, string)> parts) =>
        told.Where(p => parts.Contains((domain, p.Key)) && Phases.Contains(p.Value.Phase ?? "")).ToDictionary(p => p.Key, p => p.Value with
        {
            Role = PrintableLine.Of(p.Value.Role),
            Replicas = Bounded(p.Value.Replicas),
            UpdatedReplicas = Bounded(p.Value.UpdatedReplicas),
            AvailableReplicas = Bounded(p.Value.AvailableReplicas),
            UnavailableReplicas = Bounded(p.Value.UnavailableReplicas),
            Conditions = p.Value.Conditions is null ? null : [.. p.Value.Conditions.Take(MaxConditions).Select(Read)],
        });

    private static int Bounded(int replicas) => Math.Clamp(replicas, 0, MaxReplicas);

    private static Condition Read(Condition condition) => condition with
    {
        Type = PrintableLine.Of(condition.Type) ?? "",
        Status = PrintableLine.Of(condition.Status) ?? "",
        Reason = PrintableLine.Of(condition.Reason),
        Message = PrintableLine.Of(condition.Message),
    };
}
