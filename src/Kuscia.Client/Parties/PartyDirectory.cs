using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Client.Parties;

/// <summary>Tells own domains from partners, by their namespaces and Domain objects. Thread-safe.</summary>
public sealed class PartyDirectory(IResourceClient client, InformerSet informers)
{
    private readonly IInformer<Namespace> _namespaces = informers.For(Kinds.Namespace);
    private readonly IInformer<Domain> _domains = informers.For(Kinds.Domain);

    /// <summary>What the caches say.</summary>
    public PartyInfo Find(string domainId) =>
        Describe(domainId, _namespaces.Get(ResourceName.Cluster(domainId)), _domains.Get(ResourceName.Cluster(domainId)));

    /// <summary>As <see cref="Find"/>, but a domain that the caches do not show is looked up in the store before it counts as unknown.</summary>
    public async Task<PartyInfo> FindFreshAsync(string domainId, CancellationToken cancellationToken)
    {
        PartyInfo cached = Find(domainId);
        if (cached.Known || domainId.Length == 0)
        {
            return cached;
        }

        ResourceName name = ResourceName.Cluster(domainId);
        return Describe(
            domainId,
            await client.GetAsync(Kinds.Namespace, name, cancellationToken),
            await client.GetAsync(Kinds.Domain, name, cancellationToken));
    }

    private static PartyInfo Describe(string domainId, Namespace? @namespace, Domain? domain)
    {
        // A namespace of the system is nobody's, though it exists: nothing that a partner sends may be for it.
        if (domain is null && DomainNames.IsSystem(domainId))
        {
            return PartyInfo.Unknown(domainId);
        }

        bool deleted = domain is null && @namespace?.Metadata.Label(WellKnownLabels.Deleted) == "true";
        if (deleted || (@namespace is null && domain is null))
        {
            return PartyInfo.Unknown(domainId);
        }

        string? role = @namespace?.Metadata.Label(WellKnownLabels.Role) ?? domain?.Spec?.Role;
        string? protocol = @namespace?.Metadata.Label(WellKnownLabels.InterconnProtocols) ?? (domain?.Spec?.InterConnProtocols is [string first, ..] ? first : null);
        string? master = domain?.Spec?.Master;
        return new PartyInfo(
            domainId, true, role == "partner", protocol == "bfia" ? "bfia" : "kuscia", string.IsNullOrEmpty(master) ? domainId : master);
    }
}
