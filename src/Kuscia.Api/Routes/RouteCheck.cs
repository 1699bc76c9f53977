using Kuscia.Model.Meta;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Routes;

/// <summary>Rules of a new route that the store does not know.</summary>
internal static class RouteCheck
{
    private const string ThirdDomain = "THIRD-DOMAIN";

    /// <summary>Throws the first thing that is wrong.</summary>
    public static void Require(CreateDomainRouteRequest request)
    {
        Require(request.Source, request.Destination);
        RequestCheck.First(
            RequestCheck.Filled(request.AuthenticationType, "authentication type can not be empty"),
            RequestCheck.OneOf("authentication_type", request.AuthenticationType, "Token", "MTLS", "None"),
            request.Transit is { } transit ? CheckTransit(transit) : request.Endpoint is { Ports.Count: > 0 } ? null : "endpoint can not be empty when transit is not set",
            (request.Endpoint?.Ports ?? []).All(p => p.Port is > 0 and < 65536) ? null : "endpoint port should be positive and less than or equal to 65535 ");
        RequestCheck.First(
            ErrorCodes.CreateRoute,
            (request.Endpoint?.Ports ?? []).All(p => p.Protocol.ToUpperInvariant() is "HTTP" or "HTTPS" or "GRPC" or "GRPCS") ? null : "DomainRoute Port Protocol should be HTTP or HTTPS or GRPC or GRPCS");
    }

    /// <summary>Throws when an end of a route is not named.</summary>
    public static void Require(string source, string destination) =>
        RequestCheck.First(RequestCheck.Filled(source, "source can not be empty"), RequestCheck.Filled(destination, "destination can not be empty"));

    private static string? CheckTransit(Transit transit) =>
        RequestCheck.Filled(transit.TransitMethod, "tranist method is required when transit is not empty")
        ?? (transit.TransitMethod != ThirdDomain ? null
            : RequestCheck.Filled(transit.Domain?.DomainId ?? "", "domain is required when transit method is third domain")
                ?? RequestCheck.Identifier("transit.domain.domain_id", transit.Domain?.DomainId ?? "", IdentifierRules.Domain));
}
