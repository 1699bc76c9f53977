using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Identity;

namespace Kuscia.Api.Http;

/// <summary>The server certificate and the token of the API, made at first start and reused while the files exist.</summary>
internal static class ApiCredentials
{
    /// <summary>First 32 characters of the base64 signature of the domain id; the same on all replicas of a domain.</summary>
    public static string Token(KusciaApiOptions options, DomainIdentity identity)
    {
        string path = Path.Combine(options.CertsDirectory, "token");
        byte[] signature = identity.PrivateKey.SignData(Encoding.UTF8.GetBytes(identity.DomainId), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        KeyFiles.WriteIfAbsent(path, Convert.ToBase64String(signature)[..32]);
        return File.ReadAllText(path);
    }

    /// <summary>The certificate of the API; one of another authority, which only an owner can have put there, stays as it is.</summary>
    public static X509Certificate2 ServerCertificate(KusciaApiOptions options, DomainIdentity identity, TimeProvider time)
    {
        CertificateRequestSpec spec = Request(options);
        return CertificatePair.Obtain(
            options.CertsDirectory, "kusciaapi-server", c => c.Issuer != identity.CaCertificate.Subject || IsGood(c, spec, identity, time.GetUtcNow()), () => identity.Issue(spec));
    }

    private static bool IsGood(X509Certificate2 certificate, CertificateRequestSpec spec, DomainIdentity identity, DateTimeOffset now) =>
        CertificatePair.IsYoung(certificate, now)
        && ChainTrust.IsIssuedBy(certificate, now, null, identity.CaCertificate)
        && spec.DnsNames.All(n => certificate.MatchesHostname(n))
        && spec.IpAddresses.All(a => certificate.MatchesHostname(a.ToString()));

    private static CertificateRequestSpec Request(KusciaApiOptions options)
    {
        List<string> names = ["kusciaapi", Environment.MachineName.ToLowerInvariant(), "localhost"];
        List<IPAddress> addresses = [IPAddress.Loopback];
        foreach (string extra in options.ExtraNames)
        {
            if (IPAddress.TryParse(extra, out IPAddress? address))
            {
                addresses.Add(address);
            }
            else
            {
                names.Add(extra);
            }
        }

        return new CertificateRequestSpec
        {
            CommonName = "KusciaAPI",
            DnsNames = [.. names.Distinct()],
            IpAddresses = [.. addresses.Distinct()],
            Server = true,
            Client = true,
        };
    }
}
