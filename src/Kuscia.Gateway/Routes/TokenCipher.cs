using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Kuscia.Gateway.Routes;

/// <summary>
/// Wraps token bytes for a public key as the handshake does: RSAES-PKCS1-v1_5 over <c>"kuscia"</c> followed by the bytes. Results of decryption are kept, as
/// a route table is built from the same few ciphertexts again and again. Thread-safe.
/// </summary>
internal sealed class TokenCipher(RSA privateKey)
{
    private const int MaxRemembered = 65536;

    private static readonly byte[] Prefix = Encoding.ASCII.GetBytes("kuscia");

    private readonly ConcurrentDictionary<string, byte[]> _decrypted = new(StringComparer.Ordinal);

    /// <summary>Encrypts for the own domain.</summary>
    public string EncryptToSelf(ReadOnlySpan<byte> token) => Encrypt(privateKey, token);

    public static string Encrypt(RSA publicKey, ReadOnlySpan<byte> token)
    {
        byte[] plain = [.. Prefix, .. token];
        string cipher = Convert.ToBase64String(publicKey.Encrypt(plain, RSAEncryptionPadding.Pkcs1));
        CryptographicOperations.ZeroMemory(plain);
        return cipher;
    }

    /// <summary>The token bytes; null when the text is not for this key or has another length than <paramref name="length"/>.</summary>
    public byte[]? Decrypt(string? base64, int length)
    {
        if (string.IsNullOrEmpty(base64) || base64.Length > 2048)
        {
            return null;
        }

        if (_decrypted.TryGetValue(base64, out byte[]? known))
        {
            return known.Length == length ? known : null;
        }

        byte[]? token = DecryptOnce(base64, length);
        if (token is not null)
        {
            if (_decrypted.Count >= MaxRemembered)
            {
                _decrypted.Clear();
            }

            _decrypted[base64] = token;
        }

        return token;
    }

    /// <summary>As <see cref="Decrypt"/>, without remembering: for input of strangers.</summary>
    public byte[]? DecryptOnce(string? base64, int length)
    {
        try
        {
            byte[] plain = privateKey.Decrypt(Convert.FromBase64String(base64 ?? ""), RSAEncryptionPadding.Pkcs1);
            return plain.Length == Prefix.Length + length && plain.AsSpan().StartsWith(Prefix) ? plain[Prefix.Length..] : null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
