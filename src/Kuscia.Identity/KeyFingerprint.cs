using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Identity;

/// <summary>A public key as people compare it: <c>SHA256:</c> and the hash of its SubjectPublicKeyInfo in base64, without padding.</summary>
public static class KeyFingerprint
{
    /// <summary>Of a key.</summary>
    public static string Of(RSA key) => Text(key.ExportSubjectPublicKeyInfo());

    /// <summary>Of the key of a certificate.</summary>
    public static string Of(X509Certificate2 certificate) => Text(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    /// <summary>Of the key of a certificate in PEM.</summary>
    /// <exception cref="CryptographicException">The text is no certificate.</exception>
    public static string OfPem(string certificate)
    {
        using X509Certificate2 read = X509Certificate2.CreateFromPem(certificate);
        return Of(read);
    }

    private static string Text(byte[] subjectPublicKeyInfo) => $"SHA256:{Convert.ToBase64String(SHA256.HashData(subjectPublicKeyInfo)).TrimEnd('=')}";
}
