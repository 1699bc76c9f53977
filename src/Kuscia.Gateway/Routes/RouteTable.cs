using System.Collections.Frozen;

namespace Kuscia.Gateway.Routes;

/// <summary>All a request needs to know about routes, at one moment. Immutable; a request uses one table from begin to end.</summary>
internal sealed record RouteTable
{
    public static readonly RouteTable Empty = new();

    /// <summary>Routes to partners by destination domain.</summary>
    public FrozenDictionary<string, OutboundModel> Outbound { get; init; } = FrozenDictionary<string, OutboundModel>.Empty;

    /// <summary>Own services by name.</summary>
    public FrozenDictionary<string, ServiceModel> Services { get; init; } = FrozenDictionary<string, ServiceModel>.Empty;

    /// <summary>Who may come in, by source domain.</summary>
    public FrozenDictionary<string, SourceModel> Sources { get; init; } = FrozenDictionary<string, SourceModel>.Empty;

    /// <summary>Permitted ways through a third domain.</summary>
    public FrozenSet<TransitModel> Transits { get; init; } = FrozenSet<TransitModel>.Empty;

    /// <summary>Bandwidth that tasks of the own domain may use towards a domain.</summary>
    public FrozenDictionary<(string Task, string Destination), BandwidthLimit> Limits { get; init; } = FrozenDictionary<(string Task, string Destination), BandwidthLimit>.Empty;

    /// <summary>Token revisions this table has installed, by name of the DomainRoute.</summary>
    public FrozenDictionary<string, long> InstalledRevisions { get; init; } = FrozenDictionary<string, long>.Empty;
}
