using Kuscia.Client.Parties;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Peers;

/// <summary>Tells which partner reads which namespace of this cluster.</summary>
internal static class Mailboxes
{
    /// <summary>True for a job or task whose initiator this cluster is and that has partners.</summary>
    public static bool IsHosted(ObjectMeta metadata) =>
        metadata.Annotation(WellKnownAnnotations.SelfClusterAsInitiator) == "true"
        && !string.IsNullOrEmpty(metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties));

    /// <summary>The partner parties by mailbox: the namespace of the control plane that runs them.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(ObjectMeta metadata, PartyDirectory parties) =>
        PartyNames.Split(metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties))
            .GroupBy(p => parties.Find(p).Master)
            .ToDictionary(g => g.Key, IReadOnlyList<string> (g) => [.. g]);
}
