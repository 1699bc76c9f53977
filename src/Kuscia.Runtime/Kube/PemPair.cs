using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Runtime.Kube;

/// <summary>A client certificate and its key as PEM texts.</summary>
internal static class PemPair
{
    /// <summary>The certificate with its key, in the form that TLS takes.</summary>
    public static X509Certificate2 Read(string certificate, string key)
    {
        using X509Certificate2 pair = X509Certificate2.CreateFromPem(certificate, key);
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
    }
}
