using Kuscia.Interconnection.Summaries;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Makes the member's copy of a mirrored job that may arrive.</summary>
internal static class JobCopy
{
    private const int MaxCustomFields = 64;

    /// <param name="mirror">The mirror, checked.</param>
    /// <param name="link">Where it comes from.</param>
    /// <param name="own">The parties that run here.</param>
    public static KusciaJob Build(KusciaJob mirror, HostLink link, IReadOnlyList<string> own) => new()
    {
        ApiVersion = Kinds.KusciaJob.ApiVersion,
        Kind = Kinds.KusciaJob.Kind,
        Metadata = new ObjectMeta
        {
            Name = mirror.Metadata.Name,
            Namespace = WellKnownNames.CrossDomainNamespace,
            Labels = CustomFields(mirror.Metadata),
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
        Spec = JobShape.Clean(mirror.Spec ?? new KusciaJobSpec()),
    };

    private static Dictionary<string, string>? CustomFields(ObjectMeta metadata) =>
        JobMirror.CustomFields(metadata)?.Where(l => ForeignText.IsLabelValue(l.Value) && ForeignText.IsLabelValue(l.Key[WellKnownLabels.JobCustomFieldPrefix.Length..]))
            .Take(MaxCustomFields).ToDictionary();
}
