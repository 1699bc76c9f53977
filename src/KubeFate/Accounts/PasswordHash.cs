using System.Security.Cryptography;
using System.Text;

namespace KubeFate.Accounts;

/// <summary>PBKDF2-HMAC-SHA256 with the parameters of the original, so that its accounts go on working.</summary>
internal static class PasswordHash
{
    private const int Iterations = 100_000;
    private const int KeyBytes = 256;
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A new salt.</summary>
    public static string NewSalt() => RandomNumberGenerator.GetString(Alphabet, 128);

    /// <summary>The hash of a password in lower-case hexadecimal.</summary>
    public static string Compute(string password, string salt) => Convert.ToHexStringLower(
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(salt), Iterations, HashAlgorithmName.SHA256, KeyBytes));

    /// <summary>Compares a password in constant time.</summary>
    public static bool Matches(string password, string salt, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Compute(password, salt)), Encoding.UTF8.GetBytes(hash));
}
