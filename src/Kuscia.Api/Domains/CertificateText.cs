using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kuscia.Api.Domains;

/// <summary>
/// The spellings of a certificate that callers send: base64 of PEM (once or twice), PEM, or the lines of a PEM without its frame, with any line ends. All become
/// base64 of PEM.
/// </summary>
internal static class CertificateText
{
    private const int MaxLength = 64 << 10;
    private const string Frame = "-----BEGIN CERTIFICATE-----";

    /// <summary>Base64 of the PEM text, or null with the sentence for the caller.</summary>
    public static string? Normalize(string text, out string fault)
    {
        fault = "cert format is invalid, must be an x509 certificate";
        if (text.Length > MaxLength)
        {
            return null;
        }

        string current = text.Trim();
        for (int layer = 0; layer < 3; layer++)
        {
            if (Read(current) is { } pem)
            {
                return Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
            }

            if (Decode(current) is not { } inner)
            {
                fault = layer == 0 ? "cert must be encoded with base64" : fault;
                return null;
            }

            current = Encoding.Latin1.GetString(inner).Trim();
        }

        return null;
    }

    private static string? Read(string text)
    {
        try
        {
            using X509Certificate2? certificate = text.Contains(Frame, StringComparison.Ordinal)
                ? X509Certificate2.CreateFromPem(text)
                : Decode(text) is { Length: > 0 } der && der[0] == 0x30 ? X509CertificateLoader.LoadCertificate(der) : null;
            return certificate is null ? null : certificate.ExportCertificatePem() + "\n";
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? Decode(string text)
    {
        string plain = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        byte[] bytes = new byte[(plain.Length * 3 / 4) + 3];
        return plain.Length > 0 && Convert.TryFromBase64String(plain, bytes, out int count) ? bytes[..count] : null;
    }
}
