namespace Kuscia.Gateway;

/// <summary>Where a lite's master is, and what it enrols with.</summary>
public sealed record MasterOptions
{
    /// <summary>External listener of the master's gateway: <c>http(s)://host[:port][/path]</c>; the path is put before that of every request.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The deploy token; spent by the first enrolment of the domain's key, empty for a domain that is enrolled. A secret.</summary>
    public string DeployToken { get; init; } = "";

    /// <summary>PEM of the CA of a proxy that ends TLS in front of the master; null when the master itself answers.</summary>
    public string? CaPem { get; init; }
}
