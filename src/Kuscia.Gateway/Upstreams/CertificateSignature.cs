using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Gateway.Upstreams;

/// <summary>
/// Checks the signature of one certificate with a given key (RFC 5280 §4.1.1.3). Partners register a key, not a chain: names of issuers differ between
/// implementations, the signing key does not.
/// </summary>
internal static class CertificateSignature
{
    public static bool IsSignedBy(X509Certificate2 certificate, RSA key)
    {
        try
        {
            AsnReader outer = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            ReadOnlyMemory<byte> signedPart = outer.ReadEncodedValue();
            string algorithm = outer.ReadSequence().ReadObjectIdentifier();
            byte[] signature = outer.ReadBitString(out int unused);
            return unused == 0 && HashOf(algorithm) is { } hash && key.VerifyData(signedPart.Span, signature, hash, RSASignaturePadding.Pkcs1);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    // PKCS#1 v1.5 with SHA-2; SHA-1 and weaker are refused.
    private static HashAlgorithmName? HashOf(string algorithm) => algorithm switch
    {
        "1.2.840.113549.1.1.11" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
