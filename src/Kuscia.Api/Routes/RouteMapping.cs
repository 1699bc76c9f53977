using System.Globalization;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Wire = Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Routes;

/// <summary>Between the API's route and the stored object.</summary>
internal static class RouteMapping
{
    public static ClusterDomainRoute ToResource(Wire.CreateDomainRouteRequest request) => new()
    {
        Metadata = new ObjectMeta { Name = $"{request.Source}-{request.Destination}" },
        Spec = new DomainRouteSpec
        {
            Source = request.Source,
            Destination = request.Destination,
            AuthenticationType = request.AuthenticationType,
            Endpoint = request.Endpoint is { } endpoint ? new RouteEndpoint { Host = endpoint.Host.Length > 0 ? endpoint.Host : null, Ports = [.. endpoint.Ports.Select(ToResource)] } : new RouteEndpoint(),
            TokenConfig = request.AuthenticationType == "Token" ? ToResource(request.TokenConfig) : null,
            MTLSConfig = request.MtlsConfig is { } mtls
                ? new RouteMtlsConfig { TlsCA = mtls.TlsCa, SourceClientPrivateKey = mtls.SourceClientPrivateKey, SourceClientCert = mtls.SourceClientCert }
                : null,
            Transit = request.Transit is { } transit
                ? new RouteTransit
                {
                    TransitMethod = transit.TransitMethod,
                    Domain = transit.Domain is { } domain ? new TransitDomain { DomainID = domain.DomainId } : null,
                }
                : null,
            BodyEncryption = request.BodyEncryption is { } body ? new BodyEncryption { Algorithm = body.Algorithm } : null,
        },
    };

    public static Wire.RouteStatus StateOf(ClusterDomainRoute route)
    {
        Condition? ready = route.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready");
        return ready?.Status == "True"
            ? new Wire.RouteStatus { Status = "Succeeded" }
            : new Wire.RouteStatus
            {
                Status = "Failed",
                Reason = ready is null ? "" : $"LastUpdateAt={ready.LastUpdateTime?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} +0000 UTC, Message={ready.Message}, Reason:{ready.Reason}",
            };
    }

    public static Wire.QueryDomainRouteResponseData Describe(ClusterDomainRoute route) => new()
    {
        Name = route.Metadata.Name ?? "",
        Source = route.Spec?.Source ?? "",
        Destination = route.Spec?.Destination ?? "",
        AuthenticationType = route.Spec?.AuthenticationType ?? "",
        Endpoint = route.Spec?.Endpoint is { } endpoint ? Describe(endpoint) : null,
        TokenConfig = route.Spec?.TokenConfig is { } token
            ? new Wire.TokenConfig
            {
                DestinationPublicKey = token.DestinationPublicKey ?? "",
                SourcePublicKey = token.SourcePublicKey ?? "",
                RollingUpdatePeriod = token.RollingUpdatePeriod ?? 0,
                TokenGenMethod = token.TokenGenMethod ?? "",
            }
            : null,
        MtlsConfig = route.Spec?.MTLSConfig is { } mtls ? new Wire.MTLSConfig { TlsCa = mtls.TlsCA ?? "", SourceClientCert = mtls.SourceClientCert ?? "" } : null,
        Transit = route.Spec?.Transit is { } transit
            ? new Wire.Transit
            {
                TransitMethod = transit.TransitMethod ?? "",
                Domain = transit.Domain is { } domain ? new Wire.Transit.Types.Domain { DomainId = domain.DomainID ?? "" } : null,
            }
            : null,
        BodyEncryption = route.Spec?.BodyEncryption is { } body ? new Wire.BodyEncryption { Algorithm = body.Algorithm ?? "" } : null,
        Status = StateOf(route),
    };

    private static Wire.RouteEndpoint Describe(RouteEndpoint endpoint) => new()
    {
        Host = endpoint.Host ?? "",
        Ports =
        {
            (endpoint.Ports ?? []).Select(p => new Wire.EndpointPort
            {
                Name = p.Name ?? "",
                Port = p.Port ?? 0,
                Protocol = p.Protocol ?? "",
                IsTLS = p.IsTLS ?? false,
                PathPrefix = p.PathPrefix ?? "",
            }),
        },
    };

    private static TokenConfig ToResource(Wire.TokenConfig? token) => new()
    {
        TokenGenMethod = token?.TokenGenMethod ?? "RSA-GEN",
        RollingUpdatePeriod = (int)Math.Clamp(token?.RollingUpdatePeriod ?? 0, int.MinValue, int.MaxValue),
        SourcePublicKey = token?.SourcePublicKey is { Length: > 0 } source ? source : null,
        DestinationPublicKey = token?.DestinationPublicKey is { Length: > 0 } destination ? destination : null,
    };

    // HTTPS and GRPCS are HTTP and GRPC over TLS.
    private static RoutePort ToResource(Wire.EndpointPort port, int index)
    {
        string protocol = port.Protocol.ToUpperInvariant();
        bool secure = protocol is "HTTPS" or "GRPCS";
        string plain = secure ? protocol[..^1] : protocol;
        return new RoutePort
        {
            Name = port.Name.Length > 0 ? port.Name : index == 0 ? plain.ToLowerInvariant() : $"{plain.ToLowerInvariant()}-{index}",
            Protocol = plain,
            Port = port.Port,
            IsTLS = secure || port.IsTLS ? true : null,
            PathPrefix = port.PathPrefix.Length > 0 ? port.PathPrefix : null,
        };
    }
}
