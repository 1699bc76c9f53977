using System.Text.Json;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>Makes the copy of a deployment that a partner pulls: its whole spec.</summary>
internal static class DeploymentMirror
{
    // Its deployments are told to partners without a type.
    private const string UntoldType = "scql";

    public static JsonResource Build(JsonResource original, string mailbox, IReadOnlyList<string> parties, string? initiator) => new()
    {
        ApiVersion = Kinds.KusciaDeployment.ApiVersion,
        Kind = Kinds.KusciaDeployment.Kind,
        Metadata = new ObjectMeta
        {
            Name = original.Metadata.Name,
            Namespace = mailbox,
            Labels = original.Metadata.Label(WellKnownLabels.AppType) is { } type and not UntoldType ? new Dictionary<string, string> { [WellKnownLabels.AppType] = type } : null,
            Annotations = Annotations(original.Metadata, parties, initiator),
        },
        Body = new Dictionary<string, JsonElement> { ["spec"] = original.Body["spec"] },
    };

    /// <summary>The summary of a new deployment for one partner.</summary>
    public static KusciaDeploymentSummary Summary(KusciaDeployment deployment, string mailbox, IReadOnlyList<string> parties) => new()
    {
        ApiVersion = Kinds.KusciaDeploymentSummary.ApiVersion,
        Kind = Kinds.KusciaDeploymentSummary.Kind,
        Metadata = new ObjectMeta { Name = deployment.Metadata.Name, Namespace = mailbox, Annotations = Annotations(deployment.Metadata, parties, deployment.Spec?.Initiator) },
        Status = new KusciaDeploymentStatus(),
    };

    private static Dictionary<string, string> Annotations(ObjectMeta original, IReadOnlyList<string> parties, string? initiator) => new()
    {
        [WellKnownAnnotations.Initiator] = initiator ?? "",
        [WellKnownAnnotations.InterconnKusciaParties] = PartyNames.Join(parties),
        [InterconnectionAnnotations.HostUid] = original.Uid ?? "",
    };
}
