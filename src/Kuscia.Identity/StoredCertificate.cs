using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kuscia.Identity;

/// <summary>Certificates as objects carry them: base64 of a PEM text.</summary>
public static class StoredCertificate
{
    /// <summary>The certificate, or null when the text is none.</summary>
    public static X509Certificate2? Read(string base64)
    {
        try
        {
            return X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(base64)));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException)
        {
            return null;
        }
    }
}
