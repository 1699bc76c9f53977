namespace Kuscia.Client.Parties;

/// <summary>What this cluster knows of a domain.</summary>
/// <param name="DomainId">The domain.</param>
/// <param name="Known">True when the domain exists here (and is not deleted).</param>
/// <param name="IsPartner">True when another control plane runs it.</param>
/// <param name="Protocol"><c>kuscia</c> or <c>bfia</c>.</param>
/// <param name="Master">The control plane that runs it; the domain itself for a peer.</param>
public sealed record PartyInfo(string DomainId, bool Known, bool IsPartner, string Protocol, string Master)
{
    /// <summary>A domain run by this cluster.</summary>
    public bool IsOwn => Known && !IsPartner;

    /// <summary>A domain that does not exist here.</summary>
    public static PartyInfo Unknown(string domainId) => new(domainId, false, false, "kuscia", domainId);
}
