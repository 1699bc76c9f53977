using Kuscia.Controllers.Tasks;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Serving;

/// <summary>Decides for one deployment what is to exist for the parties of this cluster.</summary>
/// <param name="allocate">That many free ports of a namespace, or null.</param>
internal sealed class ServingReconciler(Func<string, int, IReadOnlyList<int>?> allocate)
{
    public ServingOutcome Reconcile(ServingView view)
    {
        (IReadOnlyList<PartyServing> parties, ServingFault? fault) = ServingPlanner.Plan(view);
        if (fault is not null)
        {
            return new ServingOutcome { Fault = fault };
        }

        (IReadOnlyList<PartyAllocatedPorts> ports, ServingFault? exhausted) = PortsOf(view, parties);
        if (exhausted is not null)
        {
            return new ServingOutcome { Fault = exhausted };
        }

        ObjectMeta metadata = view.Deployment.Metadata with { Annotations = Annotations(view, ports) };
        return HasAll(view.Deployment.Metadata, metadata)
            ? new ServingOutcome { Parties = [.. parties.Select(p => p with { Numbers = Find(ports, p)?.NamedPort ?? new Dictionary<string, int>() })] }
            : new ServingOutcome { Metadata = metadata };
    }

    private static bool HasAll(ObjectMeta stored, ObjectMeta wanted) =>
        (wanted.Annotations?.Count ?? 0) == (stored.Annotations?.Count ?? 0) && (wanted.Annotations ?? new Dictionary<string, string>()).All(a => stored.Annotation(a.Key) == a.Value);

    private static PartyAllocatedPorts? Find(IReadOnlyList<PartyAllocatedPorts> ports, PartyServing party) =>
        ports.FirstOrDefault(p => p.DomainID == party.DomainId && (p.Role ?? "") == party.Role);

    private static Dictionary<string, string> Annotations(ServingView view, IReadOnlyList<PartyAllocatedPorts> ports)
    {
        Dictionary<string, string> annotations = new(view.Deployment.Metadata.Annotations ?? new Dictionary<string, string>())
        {
            [WellKnownAnnotations.InterconnSelfParties] = PartyNames.Join(view.OwnDomains),
        };
        if (view.IsInitiator)
        {
            annotations[WellKnownAnnotations.Initiator] = view.Spec.Initiator ?? "";
            annotations[WellKnownAnnotations.SelfClusterAsInitiator] = "true";
            annotations.Remove(WellKnownAnnotations.InterconnKusciaParties);
            if (view.PartnerDomains.Count > 0)
            {
                annotations[WellKnownAnnotations.InterconnKusciaParties] = PartyNames.Join(view.PartnerDomains);
            }
        }

        if (ports.Count > 0 && !Same(ports, AllocatedPorts.Of(view.Deployment.Metadata)))
        {
            annotations[WellKnownAnnotations.AllocatedPorts] = AllocatedPorts.Write(ports);
        }

        return annotations;
    }

    private static bool Same(IReadOnlyList<PartyAllocatedPorts> wanted, IReadOnlyList<PartyAllocatedPorts> stored) =>
        wanted.Count == stored.Count && wanted.Zip(stored).All(p => ReferenceEquals(p.First, p.Second) || p.First == p.Second);

    // What was handed out stays; a port that an image names anew gets a number of its own.
    private (IReadOnlyList<PartyAllocatedPorts> Ports, ServingFault? Fault) PortsOf(ServingView view, IReadOnlyList<PartyServing> parties)
    {
        IReadOnlyList<PartyAllocatedPorts> stored = AllocatedPorts.Of(view.Deployment.Metadata);
        List<PartyAllocatedPorts> ports = [];
        foreach (PartyServing party in parties.Where(p => p.IsOwn))
        {
            PartyAllocatedPorts? old = Find(stored, party);
            IReadOnlyDictionary<string, int> numbers = old?.NamedPort ?? new Dictionary<string, int>();
            string[] missing = [.. party.Ports.Select(p => p.Name ?? "").Where(n => !numbers.ContainsKey(n))];
            if (missing.Length == 0)
            {
                ports.Add(old ?? new PartyAllocatedPorts { DomainID = party.DomainId, Role = party.Party.Role, NamedPort = numbers });
                continue;
            }

            if (allocate(party.DomainId, missing.Length) is not { } free)
            {
                return ([], new ServingFault("AllocatePortsFailed", $"no available port to allocate, allocated port count={missing.Length}, namespace={party.DomainId}"));
            }

            IEnumerable<KeyValuePair<string, int>> handedOut = missing.Zip(free, KeyValuePair.Create);
            ports.Add(new PartyAllocatedPorts
            {
                DomainID = party.DomainId,
                Role = party.Role.Length == 0 ? null : party.Role,
                NamedPort = numbers.Concat(handedOut).OrderBy(n => n.Key, StringComparer.Ordinal).ToDictionary(),
            });
        }

        return (ports, null);
    }
}
