using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kuscia.Gateway.Enrolment;

/// <summary>A certificate request (PKCS#10, RFC 2986) of a lite node: its domain, its key, and the deploy token in an extension of its own.</summary>
/// <param name="Domain">The common name of the subject.</param>
/// <param name="Key">The public key.</param>
/// <param name="Token">The deploy token; empty when there is none.</param>
internal sealed record SigningRequest(string Domain, RSA Key, string Token) : IDisposable
{
    /// <summary>The extension that holds the deploy token, as its bytes are.</summary>
    public const string TokenExtension = "1.2.3.4";

    /// <summary>Reads base64 of a PEM text; null, with the reason, when it is no such request or is not signed with its own key.</summary>
    public static SigningRequest? Read(string text, out string fault)
    {
        fault = "csr must be the base64 of a PEM block CERTIFICATE REQUEST, signed with the RSA key that it holds";
        byte[] pem = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, pem, out int length))
        {
            return null;
        }

        try
        {
            // Extensions are only read here: what is issued has those of the issuer's choice.
            CertificateRequest request = CertificateRequest.LoadSigningRequestPem(
                Encoding.UTF8.GetString(pem, 0, length), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions, RSASignaturePadding.Pkcs1);
            if (request.PublicKey.GetRSAPublicKey() is not { KeySize: >= 2048 } key)
            {
                fault = "csr must hold an RSA key of at least 2048 bits";
                return null;
            }

            byte[] token = request.CertificateExtensions.FirstOrDefault(e => e.Oid?.Value == TokenExtension)?.RawData ?? [];
            return new SigningRequest(CommonName(request.SubjectName), key, Encoding.ASCII.GetString(token));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    public void Dispose() => Key.Dispose();

    private static string CommonName(X500DistinguishedName subject) =>
        subject.EnumerateRelativeDistinguishedNames().FirstOrDefault(n => !n.HasMultipleElements && n.GetSingleElementType().Value == "2.5.4.3")?.GetSingleElementValue() ?? "";
}
