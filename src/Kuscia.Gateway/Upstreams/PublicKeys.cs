using System.Security.Cryptography;
using System.Text;

namespace Kuscia.Gateway.Upstreams;

/// <summary>Reads the public keys that routes carry.</summary>
internal static class PublicKeys
{
    /// <summary>The key of a text <c>base64(PEM)</c>; null when the text is none.</summary>
    public static RSA? Read(string? base64Pem)
    {
        if (string.IsNullOrEmpty(base64Pem))
        {
            return null;
        }

        RSA key = RSA.Create();
        try
        {
            key.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(base64Pem)));
            return key;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }
}
