using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Resources;

/// <summary>One directed route, as one end of it sees it; lives in the namespace of that end.</summary>
public sealed record DomainRoute : Resource
{
    public DomainRouteSpec? Spec { get; init; }
    public DomainRouteStatus? Status { get; init; }
}

/// <summary>One directed route between two domains as the operator wrote it.</summary>
public sealed record ClusterDomainRoute : Resource
{
    public DomainRouteSpec? Spec { get; init; }
    public ClusterDomainRouteStatus? Status { get; init; }
}

public sealed record DomainRouteSpec
{
    [Required]
    public string? Source { get; init; }

    [Required]
    public string? Destination { get; init; }
    public string? InterConnProtocol { get; init; }
    public RouteEndpoint? Endpoint { get; init; }
    public RouteTransit? Transit { get; init; }

    /// <summary><c>Token</c>, <c>MTLS</c> or <c>None</c>.</summary>
    [Required]
    public string? AuthenticationType { get; init; }
    public TokenConfig? TokenConfig { get; init; }
    public BodyEncryption? BodyEncryption { get; init; }
    [JsonPropertyName("mTLSConfig")]
    public RouteMtlsConfig? MTLSConfig { get; init; }
    public IReadOnlyList<string>? SourceWhiteIPList { get; init; }
    public IReadOnlyDictionary<string, string>? RequestHeadersToAdd { get; init; }
}

public sealed record RouteEndpoint
{
    [RegularExpression(@"^$|^((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])$|^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$")]
    public string? Host { get; init; }
    public IReadOnlyList<RoutePort>? Ports { get; init; }
}

public sealed record RoutePort
{
    [Required]
    public string? Name { get; init; }

    [Required, AllowedValues("HTTP", "GRPC")]
    public string? Protocol { get; init; }

    [Required, Range(1, 65535)]
    public int? Port { get; init; }
    public bool? IsTLS { get; init; }
    public string? PathPrefix { get; init; }
}

public sealed record RouteTransit
{
    [AllowedValues("THIRD-DOMAIN", "REVERSE-TUNNEL")]
    public string? TransitMethod { get; init; }
    public TransitDomain? Domain { get; init; }
}

public sealed record TransitDomain
{
    [Required]
    public string? DomainID { get; init; }
}

public sealed record TokenConfig
{
    /// <summary>Base64 of a PEM block <c>RSA PUBLIC KEY</c> (PKCS#1).</summary>
    public string? SourcePublicKey { get; init; }

    /// <summary>Base64 of a PEM block <c>RSA PUBLIC KEY</c> (PKCS#1).</summary>
    public string? DestinationPublicKey { get; init; }

    /// <summary>Seconds; 0 never rolls.</summary>
    [Range(0, int.MaxValue)]
    public int? RollingUpdatePeriod { get; init; }

    [Required, AllowedValues("RSA-GEN", "UID-RSA-GEN")]
    public string? TokenGenMethod { get; init; }
}

public sealed record BodyEncryption
{
    [Required, AllowedValues("AES", "SM4")]
    public string? Algorithm { get; init; }
}

public sealed record RouteMtlsConfig
{
    public string? TlsCA { get; init; }
    public string? SourceClientPrivateKey { get; init; }
    public string? SourceClientCert { get; init; }
}

public sealed record DomainRouteStatus
{
    [Required]
    public bool IsDestinationAuthorized { get; init; }

    [Required]
    public bool IsDestinationUnreachable { get; init; }
    public DomainRouteTokenStatus? TokenStatus { get; init; }

    /// <summary>
    /// Stages of the route as the gateway of the source sees them (resolved, connected, TLS agreed, peer identified, token agreed,
    /// reverse path, API authorised). An addition of this implementation; peers ignore it.
    /// </summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}

public sealed record DomainRouteTokenStatus
{
    public string? RevisionInitializer { get; init; }
    public RouteToken? RevisionToken { get; init; }
    public IReadOnlyList<RouteToken>? Tokens { get; init; }
}

public sealed record RouteToken
{
    [Required]
    public bool IsReady { get; init; }

    /// <summary>The token, RSA-encrypted with the public key of the domain that stores it, base64.</summary>
    public string? Token { get; init; }
    public long? Revision { get; init; }
    public DateTimeOffset? RevisionTime { get; init; }
    public DateTimeOffset? ExpirationTime { get; init; }
    public DateTimeOffset? HeartBeatTime { get; init; }
    public IReadOnlyList<string>? EffectiveInstances { get; init; }
}

public sealed record ClusterDomainRouteStatus
{
    public ClusterDomainRouteTokenStatus? TokenStatus { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
    public IReadOnlyDictionary<string, EndpointStatus>? EndpointStatuses { get; init; }
}

public sealed record ClusterDomainRouteTokenStatus
{
    public long? Revision { get; init; }
    public DateTimeOffset? RevisionTime { get; init; }
    public IReadOnlyList<RouteToken>? SourceTokens { get; init; }
    public IReadOnlyList<RouteToken>? DestinationTokens { get; init; }
}

public sealed record EndpointStatus
{
    [Required]
    public bool EndpointHealthy { get; init; }
}
