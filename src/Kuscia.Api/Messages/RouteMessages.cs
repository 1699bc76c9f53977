using System.Text.Json.Serialization;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Messages;

internal sealed record RouteRequest
{
    public string Source { get; set; } = "";
    public string Destination { get; set; } = "";
}

internal sealed record CreateRouteRequest
{
    public string AuthenticationType { get; set; } = "";
    public string Destination { get; set; } = "";
    public RouteEndpointMessage? Endpoint { get; set; }
    public string Source { get; set; } = "";
    public TokenConfigMessage? TokenConfig { get; set; }
    public MtlsConfigMessage? MtlsConfig { get; set; }
    public TransitMessage? Transit { get; set; }
    public BodyEncryptionMessage? BodyEncryption { get; set; }
}

internal sealed record RouteNameData
{
    public string Name { get; set; } = "";
}

internal sealed record RouteData
{
    public string Name { get; set; } = "";
    public string AuthenticationType { get; set; } = "";
    public string Destination { get; set; } = "";
    public RouteEndpointMessage? Endpoint { get; set; }
    public string Source { get; set; } = "";
    public TokenConfigMessage? TokenConfig { get; set; }
    public MtlsConfigMessage? MtlsConfig { get; set; }
    public RouteStatusMessage? Status { get; set; }
    public TransitMessage? Transit { get; set; }
    public BodyEncryptionMessage? BodyEncryption { get; set; }
}

internal sealed record RouteEndpointMessage
{
    public string Host { get; set; } = "";
    public IReadOnlyList<EndpointPortMessage> Ports { get; set; } = [];
}

internal sealed record EndpointPortMessage
{
    public string Name { get; set; } = "";
    public int Port { get; set; }
    public string Protocol { get; set; } = "";

    [JsonPropertyName("isTLS")]
    public bool IsTls { get; set; }
    public string PathPrefix { get; set; } = "";
}

internal sealed record TokenConfigMessage
{
    public string DestinationPublicKey { get; set; } = "";

    [JsonConverter(typeof(Int64TextConverter))]
    public long RollingUpdatePeriod { get; set; }
    public string SourcePublicKey { get; set; } = "";
    public string TokenGenMethod { get; set; } = "";
}

internal sealed record MtlsConfigMessage
{
    public string TlsCa { get; set; } = "";

    /// <summary>Never returned: a private key does not leave the node through a query.</summary>
    public string SourceClientPrivateKey { get; set; } = "";
    public string SourceClientCert { get; set; } = "";
}

internal sealed record TransitMessage
{
    public string TransitMethod { get; set; } = "";
    public TransitDomainMessage? Domain { get; set; }
}

internal sealed record TransitDomainMessage
{
    public string DomainId { get; set; } = "";
}

internal sealed record BodyEncryptionMessage
{
    public string Algorithm { get; set; } = "";
}

internal sealed record RouteStatusMessage
{
    public string Status { get; set; } = "";
    public string Reason { get; set; } = "";
}

internal sealed record BatchRouteRequest
{
    public IReadOnlyList<RouteRequest> RouteKeys { get; set; } = [];
}

internal sealed record BatchRouteData
{
    public IReadOnlyList<RouteStateMessage> Routes { get; set; } = [];
}

internal sealed record RouteStateMessage
{
    public string Name { get; set; } = "";
    public string Destination { get; set; } = "";
    public string Source { get; set; } = "";
    public RouteStatusMessage? Status { get; set; }
}
