using System.Security.Cryptography;
using System.Text;

namespace Kuscia.Runtime.Certificates;

/// <summary>
/// The block-wise RSA-OAEP (SHA-256) encryption under the domain's own key that protects data-source credentials: plaintext blocks of
/// k - 66 bytes (k = modulus bytes), concatenated ciphertexts, standard base64.
/// </summary>
public static class DomainCipher
{
    private const int OaepOverhead = 66;
    private const int MaxCipherText = 4 << 20;

    /// <summary>Encrypts a text of any length.</summary>
    public static string Encrypt(RSA key, string plainText)
    {
        byte[] plain = Encoding.UTF8.GetBytes(plainText);
        int block = (key.KeySize / 8) - OaepOverhead;
        using MemoryStream output = new();
        for (int offset = 0; offset < plain.Length; offset += block)
        {
            output.Write(key.Encrypt(plain.AsSpan(offset, Math.Min(block, plain.Length - offset)), RSAEncryptionPadding.OaepSHA256));
        }

        return Convert.ToBase64String(output.ToArray());
    }

    /// <summary>Decrypts what <see cref="Encrypt"/> made; throws <see cref="CryptographicException"/> on any damage.</summary>
    public static string Decrypt(RSA key, string cipherText)
    {
        int block = key.KeySize / 8;
        byte[] cipher = new byte[Math.Min(cipherText.Length, MaxCipherText)];
        if (!Convert.TryFromBase64String(cipherText, cipher, out int length) || length % block != 0)
        {
            throw new CryptographicException("the encrypted text has no valid length or encoding");
        }

        using MemoryStream output = new();
        for (int offset = 0; offset < length; offset += block)
        {
            output.Write(key.Decrypt(cipher.AsSpan(offset, block), RSAEncryptionPadding.OaepSHA256));
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
