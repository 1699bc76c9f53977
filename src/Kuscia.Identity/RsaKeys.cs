using System.Security.Cryptography;
using System.Text;

namespace Kuscia.Identity;

/// <summary>Reads and makes the RSA keys of domains.</summary>
public static class RsaKeys
{
    /// <summary>Reads <c>domainKeyData</c>: base64 of a PEM block <c>RSA PRIVATE KEY</c> (PKCS#1) or <c>PRIVATE KEY</c> (PKCS#8).</summary>
    /// <exception cref="IdentityException">The text is no such key; the message does not repeat it.</exception>
    public static RSA Parse(string domainKeyData)
    {
        RSA key = RSA.Create();
        try
        {
            key.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(domainKeyData.Trim())));
            if (key.KeySize < 2048)
            {
                throw new IdentityException($"domainKeyData is an RSA key of {key.KeySize} bits; at least 2048 are required");
            }

            return key;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new IdentityException("domainKeyData must be the base64 of a PEM RSA private key (make one with scripts/deploy/generate_rsa_key.sh)", e);
        }
    }

    /// <summary>A fresh RSA-2048 key as base64 of its PKCS#1 PEM text, in one line.</summary>
    public static string Generate()
    {
        using RSA key = RSA.Create(2048);
        return Encode(key);
    }

    /// <summary>A key as base64 of its PKCS#1 PEM text, in one line.</summary>
    public static string Encode(RSA key) => Convert.ToBase64String(Encoding.ASCII.GetBytes(key.ExportRSAPrivateKeyPem() + "\n"));
}
