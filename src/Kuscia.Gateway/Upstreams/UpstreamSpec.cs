namespace Kuscia.Gateway.Upstreams;

/// <summary>How an upstream proves who it is.</summary>
internal enum UpstreamTls
{
    /// <summary>Clear text.</summary>
    None,

    /// <summary>TLS without looking at the certificate (own services annotated HTTPS or GRPCS, or verification switched off).</summary>
    Unverified,

    /// <summary>The certificate must be signed with, or carry, the partner's registered key (or chain to the route's own CA).</summary>
    Pinned,

    /// <summary>The certificate must chain to <see cref="UpstreamSpec.CaPem"/> and name the host.</summary>
    Authority,
}

/// <summary>Identifies an upstream; equal specs share connections.</summary>
internal sealed record UpstreamSpec(string Host, int Port)
{
    public UpstreamTls Tls { get; init; }

    /// <summary>The domain that answers there, for messages; null for local upstreams.</summary>
    public string? Domain { get; init; }

    /// <summary>Name of the upstream of a route, SOURCE-to-DESTINATION-PORT; null for others.</summary>
    public string? Cluster { get; init; }

    /// <summary>The own API server, KusciaAPI or reporter.</summary>
    public bool IsControlPlane { get; init; }

    /// <summary>Registered public key of the partner (base64 of PEM) under <see cref="UpstreamTls.Pinned"/>.</summary>
    public string? PinnedKey { get; init; }

    /// <summary>PEM of a CA.</summary>
    public string? CaPem { get; init; }

    /// <summary>PEM of the certificate and key shown to the peer; null shows none.</summary>
    public string? ClientPem { get; init; }

    public string Authority => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <inheritdoc/>
    public override string ToString() => (Tls == UpstreamTls.None ? "http://" : "https://") + Authority;
}
