using System.Security.Cryptography;
using System.Text;

namespace Kuscia.Gateway.Handshake;

/// <summary>The hash by which both ends compare the source's public key: SHA-256 over the PEM text, trailing newline included.</summary>
internal static class PublicKeyHash
{
    public static string Of(string publicKeyBase64) => Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(publicKeyBase64)));

    /// <summary>Whether a peer's hash is of this key; a missing or additional newline at the end of its PEM text does not matter.</summary>
    public static bool Matches(string? hash, string publicKeyBase64)
    {
        string pem;
        try
        {
            pem = Encoding.ASCII.GetString(Convert.FromBase64String(publicKeyBase64)).TrimEnd('\n');
        }
        catch (FormatException)
        {
            return false;
        }

        return hash is not null && (hash == OfText(pem + "\n") || hash == OfText(pem));
    }

    private static string OfText(string pem) => Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(pem)));
}
