using System.Text.Json;
using Kuscia.Interconnection.Outbound;
using Kuscia.Model;
using Kuscia.Model.Meta;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Makes the member's copy of a mirrored job.</summary>
internal static class JobCopy
{
    public static JsonResource Build(JsonResource mirror, HostLink link) => new()
    {
        ApiVersion = Kinds.KusciaJob.ApiVersion,
        Kind = Kinds.KusciaJob.Kind,
        Metadata = new ObjectMeta
        {
            Name = mirror.Metadata.Name,
            Namespace = WellKnownNames.CrossDomainNamespace,
            Labels = JobMirror.CustomFields(mirror.Metadata),
            Annotations = new Dictionary<string, string>
            {
                [WellKnownAnnotations.Initiator] = mirror.Metadata.Annotation(WellKnownAnnotations.Initiator) ?? "",
                [WellKnownAnnotations.SelfClusterAsInitiator] = "false",
                [WellKnownAnnotations.InitiatorMasterDomain] = link.Host,
                [WellKnownAnnotations.InterconnKusciaParties] = mirror.Metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties) ?? "",
                [WellKnownAnnotations.PartyMasterDomain] = link.Member,
                [InterconnectionAnnotations.MailboxUid] = mirror.Metadata.Uid ?? "",
            },
        },
        Body = mirror.Body.Where(m => m.Key != "status").ToDictionary(m => m.Key, JsonElement (m) => m.Value),
    };
}
