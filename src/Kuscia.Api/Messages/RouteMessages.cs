using System.Text.Json.Serialization;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Messages;

internal sealed record RouteRequest
{
    public string Source { get; init; } = "";
    public string Destination { get; init; } = "";
}

internal sealed record RouteData
{
    public string Name { get; init; } = "";
    public string AuthenticationType { get; init; } = "";
    public string Destination { get; init; } = "";
    public RouteEndpointMessage? Endpoint { get; init; }
    public string Source { get; init; } = "";
    public TokenConfigMessage? TokenConfig { get; init; }
    public MtlsConfigMessage? MtlsConfig { get; init; }
    public RouteStatusMessage? Status { get; init; }
    public TransitMessage? Transit { get; init; }
    public BodyEncryptionMessage? BodyEncryption { get; init; }
}

internal sealed record RouteEndpointMessage
{
    public string Host { get; init; } = "";
    public IReadOnlyList<EndpointPortMessage> Ports { get; init; } = [];
}

internal sealed record EndpointPortMessage
{
    public string Name { get; init; } = "";
    public int Port { get; init; }
    public string Protocol { get; init; } = "";

    [JsonPropertyName("isTLS")]
    public bool IsTls { get; init; }
    public string PathPrefix { get; init; } = "";
}

internal sealed record TokenConfigMessage
{
    public string DestinationPublicKey { get; init; } = "";

    [JsonConverter(typeof(Int64TextConverter))]
    public long RollingUpdatePeriod { get; init; }
    public string SourcePublicKey { get; init; } = "";
    public string TokenGenMethod { get; init; } = "";
}

internal sealed record MtlsConfigMessage
{
    public string TlsCa { get; init; } = "";

    /// <summary>Never returned: a private key does not leave the node through a query.</summary>
    public string SourceClientPrivateKey { get; init; } = "";
    public string SourceClientCert { get; init; } = "";
}

internal sealed record TransitMessage
{
    public string TransitMethod { get; init; } = "";
    public TransitDomainMessage? Domain { get; init; }
}

internal sealed record TransitDomainMessage
{
    public string DomainId { get; init; } = "";
}

internal sealed record BodyEncryptionMessage
{
    public string Algorithm { get; init; } = "";
}

internal sealed record RouteStatusMessage
{
    public string Status { get; init; } = "";
    public string Reason { get; init; } = "";
}

internal sealed record BatchRouteRequest
{
    public IReadOnlyList<RouteRequest> RouteKeys { get; init; } = [];
}

internal sealed record BatchRouteData
{
    public IReadOnlyList<RouteStateMessage> Routes { get; init; } = [];
}

internal sealed record RouteStateMessage
{
    public string Name { get; init; } = "";
    public string Destination { get; init; } = "";
    public string Source { get; init; } = "";
    public RouteStatusMessage? Status { get; init; }
}
