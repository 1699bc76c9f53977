using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Gateway.Upstreams;

namespace Kuscia.Gateway.Access;

/// <summary>
/// Binds a source of an MTLS route to the certificate that its gateway shows: the connection must prove possession of the key registered for that domain, or show
/// a certificate with the domain's name from the route's CA or, where the route names none, from the own CA.
/// </summary>
internal sealed class ClientCertificates(string source, string? registeredKey, string? caPem, RSA ownKey, TimeProvider time)
{
    public bool Accepts(X509Certificate2? shown)
    {
        if (shown is null || time.GetUtcNow().UtcDateTime > shown.NotAfter.ToUniversalTime())
        {
            return false;
        }

        using RSA? registered = PublicKeys.Read(registeredKey);
        if (registered is not null && (CertificateSignature.IsSignedBy(shown, registered) || PeerCertificateCheck.Carries(shown, registered)))
        {
            return true;
        }

        return shown.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == source
            && (caPem is null ? CertificateSignature.IsSignedBy(shown, ownKey) : PeerCertificateCheck.ChainsTo(shown, caPem, time.GetUtcNow()));
    }
}
