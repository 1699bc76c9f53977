using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Identity;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Routes;

/// <summary>Takes the public key out of a Domain's certificate, in the text form that routes carry.</summary>
internal static class RouteKeys
{
    /// <summary>The key, or why there is none.</summary>
    public static (string? Key, string? Fault) Of(Domain domain, DateTimeOffset now)
    {
        string name = domain.Metadata.Name ?? "";
        if (string.IsNullOrEmpty(domain.Spec?.Cert))
        {
            return (null, $"Domain {name} has no certificate; put base64 of its domain.crt into spec.cert");
        }

        using X509Certificate2? certificate = StoredCertificate.Read(domain.Spec.Cert);
        if (certificate is null)
        {
            return (null, $"spec.cert of Domain {name} is not base64 of a PEM certificate; register its domain.crt again");
        }

        using RSA? key = certificate.GetRSAPublicKey();
        if (key is null)
        {
            return (null, $"the certificate of Domain {name} has no RSA key; domain certificates are RSA");
        }

        // Certificates that old masters issue for lites are dated 1970 to 1980; their dates mean nothing and only the key counts.
        bool dated = certificate.NotAfter.ToUniversalTime().Year > 1980;
        return dated && certificate.NotAfter.ToUniversalTime() < now.UtcDateTime
            ? (null, $"the certificate of Domain {name} expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}; register its current domain.crt")
            : (DomainIdentity.PublicKeyText(key), null);
    }
}
