using System.Security.Cryptography;

namespace Kuscia.Identity;

/// <summary>
/// The cipher of secrets at rest (data source credentials, config entries): blocks of RSA-OAEP with SHA-256 under the domain's own key,
/// concatenated, base64. Bit-compatible with the originals.
/// </summary>
public static class DomainCipher
{
    private const int OaepOverhead = (2 * SHA256.HashSizeInBytes) + 2;
    private const int MaxCipherText = 4 << 20;

    /// <summary>Encrypts bytes of any length; needs the public key only.</summary>
    public static string Encrypt(RSA key, ReadOnlySpan<byte> plain)
    {
        int blockSize = (key.KeySize / 8) - OaepOverhead;
        using MemoryStream cipher = new();
        for (ReadOnlySpan<byte> rest = plain; rest.Length > 0; rest = rest[Math.Min(blockSize, rest.Length)..])
        {
            cipher.Write(key.Encrypt(rest[..Math.Min(blockSize, rest.Length)], RSAEncryptionPadding.OaepSHA256));
        }

        return Convert.ToBase64String(cipher.GetBuffer().AsSpan(0, (int)cipher.Length));
    }

    /// <summary>Decrypts what <see cref="Encrypt"/> made; throws <see cref="CryptographicException"/> when the text is of another key or damaged.</summary>
    public static byte[] Decrypt(RSA key, string text)
    {
        if (text.Length > MaxCipherText)
        {
            throw new CryptographicException("the encrypted text is too long");
        }

        byte[] cipher;
        try
        {
            cipher = Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new CryptographicException("the encrypted text is not base64", e);
        }

        int blockSize = key.KeySize / 8;
        if (cipher.Length % blockSize != 0)
        {
            throw new CryptographicException("the encrypted text does not fit the key");
        }

        using MemoryStream plain = new();
        for (int at = 0; at < cipher.Length; at += blockSize)
        {
            plain.Write(key.Decrypt(cipher.AsSpan(at, blockSize), RSAEncryptionPadding.OaepSHA256));
        }

        return plain.ToArray();
    }
}
