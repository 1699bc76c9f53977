using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Gateway.Forwarding;
using Kuscia.Runtime.Certificates;

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

        string certificatePath = Path.Combine(options.CertificatesDirectory, "gateway-external.crt");
        string keyPath = Path.Combine(options.CertificatesDirectory, "gateway-external.key");
        (List<string> dns, List<IPAddress> addresses) = Names(options);
        X509Certificate2? kept = Read(certificatePath, keyPath);
        if (kept is not null && IsGood(kept, identity, dns, addresses, time.GetUtcNow()))
        {
            return kept;
        }

        kept?.Dispose();
        IssuedCertificate issued = identity.Issue(new CertificateRequestSpec
        {
            CommonName = $"{options.DomainId}_ENVOY_EXTERNAL",
            DnsNames = dns,
            IpAddresses = addresses,
            Server = true,
        });
        Directory.CreateDirectory(options.CertificatesDirectory);
        KeyFiles.Write(keyPath, issued.PrivateKeyPem);
        File.WriteAllText(certificatePath, issued.CertificatePem);
        return issued.Certificate;
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

    private static bool IsGood(X509Certificate2 certificate, DomainIdentity identity, List<string> dns, List<IPAddress> addresses, DateTimeOffset now)
    {
        TimeSpan life = certificate.NotAfter - certificate.NotBefore;
        return certificate.NotBefore.ToUniversalTime() <= now.UtcDateTime
            && now.UtcDateTime < certificate.NotBefore.ToUniversalTime() + (life * 2 / 3)
            && CertificateSignature.IsSignedBy(certificate, identity.PrivateKey)
            && dns.TrueForAll(n => certificate.MatchesHostname(n))
            && addresses.TrueForAll(a => certificate.MatchesHostname(a.ToString()));
    }

    private static X509Certificate2? Read(string certificatePath, string keyPath)
    {
        if (!File.Exists(certificatePath) || !File.Exists(keyPath))
        {
            return null;
        }

        try
        {
            using X509Certificate2 bound = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            return X509CertificateLoader.LoadPkcs12(bound.Export(X509ContentType.Pkcs12), null);
        }
        catch (CryptographicException)
        {
            // Damaged files are replaced.
            return null;
        }
    }
}
