using System.Net;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Gateway.Upstreams;
using Kuscia.Identity;

namespace Kuscia.Gateway.Listeners;

/// <summary>
/// The certificate of the external listener: CN <c>DOMAIN_ENVOY_EXTERNAL</c>, issued by the node's CA, kept in <c>gateway-external.crt</c> and
/// <c>gateway-external.key</c> (0600), and made again when the key, the names or two thirds of its life are gone.
/// </summary>
internal static class ExternalCertificate
{
    public static X509Certificate2 LoadOrIssue(GatewayOptions options, DomainIdentity identity, TimeProvider time)
    {
        if (options.ExternalCertificate is { } given)
        {
            return given;
        }

        (List<string> dns, List<IPAddress> addresses) = Names(options);
        CertificateRequestSpec spec = new()
        {
            CommonName = $"{options.DomainId}_ENVOY_EXTERNAL",
            DnsNames = dns,
            IpAddresses = addresses,
            Server = true,
        };
        return CertificatePair.Obtain(options.CertificatesDirectory, "gateway-external", c => IsGood(c, identity, dns, addresses, time.GetUtcNow()), () => identity.Issue(spec));
    }

    private static (List<string> Dns, List<IPAddress> Addresses) Names(GatewayOptions options)
    {
        List<string> dns = [];
        List<IPAddress> addresses = [IPAddress.Loopback];
        foreach (string name in options.ExternalNames.Append(options.HostAddress))
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                addresses.Add(address);
            }
            else if (name.Length > 0)
            {
                dns.Add(name);
            }
        }

        return ([.. dns.Distinct(StringComparer.OrdinalIgnoreCase)], [.. addresses.Distinct()]);
    }

    private static bool IsGood(X509Certificate2 certificate, DomainIdentity identity, List<string> dns, List<IPAddress> addresses, DateTimeOffset now) =>
        CertificatePair.IsYoung(certificate, now)
        && CertificateSignature.IsSignedBy(certificate, identity.PrivateKey)
        && dns.TrueForAll(n => certificate.MatchesHostname(n))
        && addresses.TrueForAll(a => certificate.MatchesHostname(a.ToString()));
}
