using System.Globalization;
using Kuscia.Model.Meta;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Routes;

/// <summary>Rules of a new route.</summary>
internal static class RouteCheck
{
    private const string ThirdDomain = "THIRD-DOMAIN";

    /// <summary>Throws with everything that is wrong.</summary>
    public static void Require(CreateDomainRouteRequest request)
    {
        RequestCheck.Require(
            RequestCheck.OneOf("authentication_type", request.AuthenticationType, "Token", "MTLS", "None"),
            RequestCheck.Name("source", request.Source),
            RequestCheck.Name("destination", request.Destination),
            request.Transit is null ? CheckEndpoint(request.Endpoint) : CheckTransit(request.Transit),
            request.TokenConfig is { } token ? CheckToken(token) : null,
            request.BodyEncryption is { } body ? RequestCheck.OneOf("body_encryption.algorithm", body.Algorithm, "AES", "SM4") : null);
        for (int i = 0; i < request.Endpoint?.Ports.Count; i++)
        {
            CheckPort(request.Endpoint.Ports[i], i);
        }
    }

    private static string? CheckEndpoint(RouteEndpoint? endpoint) =>
        endpoint is { Host.Length: > 0, Ports.Count: > 0 } ? null : "Field \"endpoint\" needs host and at least one port, unless transit is given";

    private static string? CheckTransit(Transit transit) =>
        RequestCheck.OneOf("transit.transit_method", transit.TransitMethod, ThirdDomain, "REVERSE-TUNNEL")
        ?? (transit.TransitMethod == ThirdDomain
            ? RequestCheck.Name("transit.domain.domain_id", transit.Domain?.DomainId ?? "") ?? RequestCheck.Identifier("transit.domain.domain_id", transit.Domain?.DomainId ?? "", IdentifierRules.Domain)
            : null);

    private static string? CheckToken(TokenConfig token) =>
        RequestCheck.OneOf("token_config.token_gen_method", token.TokenGenMethod, "", "RSA-GEN", "UID-RSA-GEN")
        ?? (token.RollingUpdatePeriod is >= 0 and <= int.MaxValue
            ? null
            : RequestCheck.Invalid("token_config.rolling_update_period", token.RollingUpdatePeriod.ToString(CultureInfo.InvariantCulture), "it must be seconds from 0 (never) to 2147483647"));

    private static void CheckPort(EndpointPort port, int index)
    {
        RequestCheck.Require(port.Port is > 0 and < 65536
            ? null
            : RequestCheck.Invalid($"endpoint.ports[{index}].port", port.Port.ToString(CultureInfo.InvariantCulture), "it must be from 1 to 65535"));
        if (RequestCheck.OneOf($"endpoint.ports[{index}].protocol", port.Protocol.ToUpperInvariant(), "HTTP", "HTTPS", "GRPC", "GRPCS") is { } fault)
        {
            throw new OperationFaultException(ErrorCodes.CreateRoute, fault);
        }
    }
}
