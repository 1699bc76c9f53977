using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kuscia.Adversary;

/// <summary>The domain key of a partner, which the hostile party is assumed to have, and the certificates made from it.</summary>
public sealed class PartnerKey : IDisposable
{
    private const int WrappedPrefix = 6;

    private readonly RSA _key;

    private PartnerKey(string domain, RSA key)
    {
        Domain = domain;
        _key = key;
        CertificateRequest request = new($"CN={domain}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(10));
        Certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        CertificatePem = certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>Domain id of the partner.</summary>
    public string Domain { get; }

    /// <summary>The domain certificate with its key; also what a hostile host shows at its port.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What the victim registers.</summary>
    public string CertificatePem { get; }

    /// <summary>Base64 of the PEM text of the public key with a trailing newline, as routes hold it.</summary>
    public string PublicKeyText => Convert.ToBase64String(PublicKeyPem());

    /// <summary>Base64 of the SHA-256 of the PEM text of the public key.</summary>
    public string PublicKeyHash => Convert.ToBase64String(SHA256.HashData(PublicKeyPem()));

    /// <summary>A partner with a fresh key.</summary>
    public static PartnerKey Create(string domain) => new(domain, RSA.Create(2048));

    /// <summary>Another domain with the same key: making many keys takes long.</summary>
    public PartnerKey Named(string domain) => new(domain, RSA.Create(_key.ExportParameters(includePrivateParameters: true)));

    /// <summary>Wraps a token part for a public key.</summary>
    public static string Wrap(RSA publicKey, byte[] part) =>
        Convert.ToBase64String(publicKey.Encrypt([.. "kuscia"u8, .. part], RSAEncryptionPadding.Pkcs1));

    /// <summary>Unwraps a token part that was wrapped for this key.</summary>
    public byte[] Unwrap(string wrapped) => _key.Decrypt(Convert.FromBase64String(wrapped), RSAEncryptionPadding.Pkcs1)[WrappedPrefix..];

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private byte[] PublicKeyPem() => Encoding.ASCII.GetBytes(_key.ExportRSAPublicKeyPem() + "\n");
}
