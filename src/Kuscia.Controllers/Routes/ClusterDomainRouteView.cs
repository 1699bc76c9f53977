using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Routes;

/// <summary>A ClusterDomainRoute with its neighbours, at one moment.</summary>
internal sealed record ClusterDomainRouteView
{
    public required ClusterDomainRoute Route { get; init; }

    /// <summary>The Domain of the source; null when there is none.</summary>
    public Domain? Source { get; init; }

    /// <summary>The Domain of the destination; null when there is none.</summary>
    public Domain? Destination { get; init; }

    /// <summary>The Domain in between, of a route through a third domain.</summary>
    public Domain? Transit { get; init; }

    /// <summary>DomainRoutes named like this route, in any namespace.</summary>
    public IReadOnlyList<DomainRoute> DomainRoutes { get; init; } = [];

    /// <summary>The InteropConfig that belongs to this route.</summary>
    public InteropConfig? Interop { get; init; }

    /// <summary>Whether the source has a service account here.</summary>
    public bool SourceHasAccount { get; init; }

    /// <summary>Gateway objects of the source.</summary>
    public IReadOnlyList<Gateway> SourceGateways { get; init; } = [];

    public bool SourceIsOwn => IsOwn(Source);

    public bool DestinationIsOwn => IsOwn(Destination);

    public static bool IsOwn(Domain? domain) => domain is not null && domain.Spec?.Role != "partner";

    public static bool IsKusciaPeer(Domain? domain) =>
        domain is { Spec.Role: "partner" } && domain.Spec.InterConnProtocols is null or [] or ["kuscia", ..]
        && (string.IsNullOrEmpty(domain?.Spec?.Master) || domain.Spec.Master == domain.Metadata.Name);

    public DomainRoute? In(string? @namespace) => DomainRoutes.FirstOrDefault(r => r.Metadata.Namespace == @namespace);
}
