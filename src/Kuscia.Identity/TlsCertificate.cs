using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Identity;

/// <summary>Certificates with their keys in the form that TLS takes: loaded from PKCS#12, which holds both.</summary>
public static class TlsCertificate
{
    /// <summary>The same certificate and key in that form; the one given stays the caller's.</summary>
    public static X509Certificate2 Of(X509Certificate2 bound) => X509CertificateLoader.LoadPkcs12(bound.Export(X509ContentType.Pkcs12), null);

    /// <summary>Reads two PEM texts. Throws <see cref="System.Security.Cryptography.CryptographicException"/> or <see cref="ArgumentException"/> when they are no pair.</summary>
    public static X509Certificate2 FromPem(string certificate, string key)
    {
        using X509Certificate2 bound = X509Certificate2.CreateFromPem(certificate, key);
        return Of(bound);
    }
}
