using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Routes;

/// <summary>Facts about the specification of a route that several decisions share.</summary>
internal static class RouteShape
{
    public const string Token = "Token";
    public const string Mtls = "MTLS";

    /// <summary>Whether both ends negotiate a token.</summary>
    public static bool NeedsToken(DomainRouteSpec spec) =>
        spec.BodyEncryption is not null || (spec.AuthenticationType == Token && !IsReverseTunnel(spec));

    /// <summary>The domain in between, or null.</summary>
    public static string? TransitDomain(DomainRouteSpec spec) => IsThirdDomain(spec) ? spec.Transit?.Domain?.DomainID : null;

    public static bool IsReverseTunnel(DomainRouteSpec spec) => spec.Transit?.TransitMethod == "REVERSE-TUNNEL";

    private static bool IsThirdDomain(DomainRouteSpec spec) => spec.Transit is { } transit && transit.TransitMethod is null or "" or "THIRD-DOMAIN" && spec.Transit?.Domain is not null;

    /// <summary>What is wrong with the specification; null when nothing is.</summary>
    public static string? Fault(DomainRouteSpec spec)
    {
        if (string.IsNullOrEmpty(spec.Source) || string.IsNullOrEmpty(spec.Destination))
        {
            return "source or destination is null";
        }

        if (spec.AuthenticationType is not (Token or Mtls or "None" or "" or null))
        {
            return $"authenticationType \"{spec.AuthenticationType}\" is none of Token, MTLS, None";
        }

        if (spec.TokenConfig is null && (spec.AuthenticationType == Token || spec.BodyEncryption is not null))
        {
            return "field TokenConfig is null";
        }

        if (spec.BodyEncryption is { Algorithm: not "AES" })
        {
            return $"bodyEncryption.algorithm \"{spec.BodyEncryption.Algorithm}\" is not supported; use AES";
        }

        return spec.AuthenticationType == Mtls && !IsBase64(spec.MTLSConfig?.SourceClientCert) ? "field mTLSConfig.sourceClientCert must be base64 of a PEM certificate" : null;
    }

    private static bool IsBase64(string? text) =>
        !string.IsNullOrEmpty(text) && Convert.TryFromBase64String(text, new byte[text.Length], out _);
}
