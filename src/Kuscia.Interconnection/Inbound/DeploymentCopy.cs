using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Makes the member's copy of a mirrored deployment that may arrive.</summary>
internal static class DeploymentCopy
{
    /// <param name="mirror">The mirror, checked.</param>
    /// <param name="link">Where it comes from.</param>
    /// <param name="own">The parties that run here.</param>
    public static KusciaDeployment Build(KusciaDeployment mirror, HostLink link, IReadOnlyList<string> own) => new()
    {
        ApiVersion = Kinds.KusciaDeployment.ApiVersion,
        Kind = Kinds.KusciaDeployment.Kind,
        Metadata = new ObjectMeta
        {
            Name = mirror.Metadata.Name,
            Namespace = WellKnownNames.CrossDomainNamespace,
            Labels = mirror.Metadata.Label(WellKnownLabels.AppType) is { } type && ForeignText.IsLabelValue(type) ? new Dictionary<string, string> { [WellKnownLabels.AppType] = type } : null,
            Annotations = new Dictionary<string, string>
            {
                [WellKnownAnnotations.Initiator] = mirror.Spec?.Initiator ?? "",
                [WellKnownAnnotations.SelfClusterAsInitiator] = "false",
                [WellKnownAnnotations.InitiatorMasterDomain] = link.Host,
                [WellKnownAnnotations.InterconnKusciaParties] = PartyNames.Join(own),
                [WellKnownAnnotations.PartyMasterDomain] = link.Member,
                [InterconnectionAnnotations.MailboxUid] = mirror.Metadata.Uid ?? "",
            },
        },
        Spec = DeploymentShape.Clean(mirror.Spec ?? new KusciaDeploymentSpec()),
    };
}
