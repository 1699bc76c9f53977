using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Identity;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Routes;

/// <summary>
/// Whether this gateway can do everything a route asks for. A route that asks for more is out of force and says why: nothing that an operator wrote is passed
/// over in silence.
/// </summary>
internal static class RouteSupport
{
    // Names by which gateways know each other, or by which HTTP frames messages (RFC 9110 §7.6.1): a route must not forge them.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Keep-Alive", "Proxy-Connection", "Expect", "X-Interconn-Protocol",
    };

    /// <summary>One sentence with the field, its value and the cure; null when all of it is done.</summary>
    /// <param name="spec">The route.</param>
    /// <param name="options">The own domain, and how the external listener is protected.</param>
    public static string? Fault(DomainRouteSpec spec, GatewayOptions options)
    {
        if (spec.InterConnProtocol is not (null or "" or "kuscia"))
        {
            return $"interConnProtocol \"{spec.InterConnProtocol}\" is not supported; set it to kuscia on both sides";
        }

        if (spec.AuthenticationType is not ("Token" or "MTLS" or "None"))
        {
            return $"authenticationType \"{spec.AuthenticationType}\" is none of Token, MTLS, None; set one of them on both sides";
        }

        if (spec.BodyEncryption is { } encryption)
        {
            return $"bodyEncryption \"{encryption.Algorithm}\" is not supported, and nothing is sent in clear that was to be encrypted; remove bodyEncryption on both sides and protect the endpoint with TLS (isTLS true)";
        }

        return TransitFault(spec) ?? HeaderFault(spec) ?? AddressFault(spec)
            ?? (spec.Source == options.DomainId ? SourceFault(spec) : null)
            ?? (spec.Destination == options.DomainId ? DestinationFault(spec, options) : null);
    }

    private static string? TransitFault(DomainRouteSpec spec) =>
        spec.Transit is not { } transit ? null
        : transit.TransitMethod is not (null or "" or RouteFacts.ThirdDomain)
            ? $"transit.transitMethod \"{transit.TransitMethod}\" is not supported; use THIRD-DOMAIN through a domain that both sides reach, or make the partner's port 1080 reachable"
        : string.IsNullOrEmpty(transit.Domain?.DomainID) ? "transit.domain.domainID is empty; name the domain in between, or remove transit"
        : null;

    private static string? HeaderFault(DomainRouteSpec spec)
    {
        foreach ((string name, string value) in spec.RequestHeadersToAdd ?? new Dictionary<string, string>())
        {
            if (name.Length == 0 || Reserved.Contains(name) || name.StartsWith("Kuscia-", StringComparison.OrdinalIgnoreCase) || name.AsSpan().ContainsAnyExceptInRange('!', '~'))
            {
                return $"requestHeadersToAdd \"{name}\" is a header that the gateway itself sets, or no header name; remove it";
            }

            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                return $"requestHeadersToAdd \"{name}\" has a value with characters that headers cannot carry; use printable ASCII";
            }
        }

        return null;
    }

    private static string? AddressFault(DomainRouteSpec spec) =>
        (spec.SourceWhiteIPList ?? []).FirstOrDefault(a => !AddressRange.TryParse(a, out _)) is { } wrong
            ? $"sourceWhiteIPList \"{wrong}\" is neither an address nor a network; write 10.0.0.7 or 10.0.0.0/8"
            : null;

    private static string? SourceFault(DomainRouteSpec spec)
    {
        if (RouteFacts.TransitDomain(spec) is not null)
        {
            return null;
        }

        if (spec.Endpoint?.Ports?.FirstOrDefault(p => p.Protocol is not ("HTTP" or "GRPC")) is { } port)
        {
            return $"endpoint.ports \"{port.Name}\" has protocol \"{port.Protocol}\", which is neither HTTP nor GRPC; use one of them (TLS is isTLS true)";
        }

        if (spec.AuthenticationType == "MTLS" && spec.Endpoint?.Ports?.FirstOrDefault(p => p.IsTLS != true) is { } clear)
        {
            return $"authenticationType MTLS needs TLS, but endpoint.ports \"{clear.Name}\" has isTLS false; set isTLS true (https:// in the endpoint)";
        }

        return CertificateFault("mTLSConfig.tlsCA", spec.MTLSConfig?.TlsCA)
            ?? CertificateFault("mTLSConfig.sourceClientCert", spec.MTLSConfig?.SourceClientCert)
            ?? KeyFault(spec.MTLSConfig);
    }

    private static string? DestinationFault(DomainRouteSpec spec, GatewayOptions options) =>
        spec.AuthenticationType == "MTLS" && RouteFacts.TransitDomain(spec) is null && options.ExternalProtocol == ExternalProtocol.NoTls
            ? "authenticationType MTLS needs TLS at this node, whose external listener speaks clear text (protocol NOTLS): no client certificate can be shown; set protocol MTLS or TLS, or use authenticationType Token"
            : CertificateFault("mTLSConfig.tlsCA", spec.MTLSConfig?.TlsCA);

    private static string? CertificateFault(string field, string? base64)
    {
        using X509Certificate2? read = string.IsNullOrEmpty(base64) ? null : StoredCertificate.Read(base64);
        return string.IsNullOrEmpty(base64) || read is not null ? null : $"{field} is not base64 of a PEM certificate; write the output of: base64 -w0 FILE.crt";
    }

    private static string? KeyFault(RouteMtlsConfig? config)
    {
        if (string.IsNullOrEmpty(config?.SourceClientPrivateKey) || string.IsNullOrEmpty(config.SourceClientCert))
        {
            return null;
        }

        try
        {
            using X509Certificate2 pair = X509Certificate2.CreateFromPem(
                Encoding.UTF8.GetString(Convert.FromBase64String(config.SourceClientCert)), Encoding.UTF8.GetString(Convert.FromBase64String(config.SourceClientPrivateKey)));
            return null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            return "mTLSConfig.sourceClientPrivateKey is not the PEM key (in base64) of sourceClientCert; give the key that belongs to the certificate";
        }
    }
}
