using Kuscia.Gateway.Upstreams;

namespace Kuscia.Gateway.Routes;

/// <summary>One Service of the own domain.</summary>
internal sealed record ServiceModel
{
    public required string Name { get; init; }

    /// <summary>Only the own domain may call (port scope <c>Domain</c>).</summary>
    public bool OwnDomainOnly { get; init; }

    /// <summary>Domains that may call; empty: all authorised ones.</summary>
    public IReadOnlyList<string> AccessDomains { get; init; } = [];

    /// <summary>Speaks HTTP/2 always (protocol GRPC, GRPCS).</summary>
    public bool Http2 { get; init; }

    /// <summary>Affinity by client address (<c>sessionAffinity: ClientIP</c>).</summary>
    public bool ClientAffinity { get; init; }

    /// <summary>Cookie that keeps a client at one replica; null for none.</summary>
    public string? StickyCookie { get; init; }

    /// <summary>Seconds that cookie lives.</summary>
    public int StickySeconds { get; init; } = 3600;

    /// <summary>Usable addresses, sorted.</summary>
    public IReadOnlyList<ServiceEndpoint> Endpoints { get; init; } = [];

    /// <summary>Whether requests of this domain are let through.</summary>
    public bool Admits(string domain, string self) =>
        OwnDomainOnly ? domain == self : AccessDomains.Count == 0 || AccessDomains.Contains(domain);
}

/// <summary>One address of a Service.</summary>
internal sealed record ServiceEndpoint(Upstream Upstream, string Authority);
