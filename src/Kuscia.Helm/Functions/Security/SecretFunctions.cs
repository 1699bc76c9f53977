using System.Security.Cryptography;
using Kuscia.Helm.Functions.Encoding;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Security;

/// <summary>Functions that hash, encrypt and derive passwords.</summary>
internal static class SecretFunctions
{
    private const int BcryptCost = 10;
    private const int SlowWork = 500_000;
    private const int AesBlock = 16;

    public static IEnumerable<GoFunction> Rows =>
    [
        new("bcrypt", "string", static (c, a) => HashPassword(c, (string)a[0]!)),
        new("htpasswd", "string,string", static (c, a) => HtPasswd(c, (string)a[0]!, (string)a[1]!)),
        new("derivePassword", "uint32,string,string,string,string", static (c, a) => Derive(c, a)),
        new("encryptAES", "string,string", static (c, a) => Encrypt(c, (string)a[0]!, (string)a[1]!)),
        new("decryptAES", "string,string", static (_, a) => Decrypt((string)a[0]!, (string)a[1]!)),
    ];

    private static string HashPassword(FunctionContext context, string password)
    {
        context.Charge(SlowWork);
        return Bcrypt.Hash(GoText.ToBytes(password), RandomSource.Bytes(context, 16), BcryptCost);
    }

    private static string HtPasswd(FunctionContext context, string user, string password) =>
        user.Contains(':', StringComparison.Ordinal) ? $"invalid username: {user}" : $"{user}:{HashPassword(context, password)}";

    private static string Derive(FunctionContext context, object?[] a)
    {
        context.Charge(SlowWork);
        return DerivedPassword.Derive((uint)a[0]!, (string)a[1]!, (string)a[2]!, (string)a[3]!, (string)a[4]!);
    }

    // The key is the password itself, cut or filled up with zeros to 32 bytes.
    private static byte[] Key(string password)
    {
        byte[] bytes = GoText.ToBytes(password);
        byte[] key = new byte[32];
        bytes.AsSpan(0, Math.Min(bytes.Length, key.Length)).CopyTo(key);
        return key;
    }

    private static string Encrypt(FunctionContext context, string password, string text)
    {
        if (text.Length == 0)
        {
            return "";
        }
        byte[] vector = RandomSource.Bytes(context, AesBlock);
        using Aes aes = Aes.Create();
        aes.Key = Key(password);
        byte[] encrypted = aes.EncryptCbc(GoText.ToBytes(text), vector);
        return Convert.ToBase64String([.. vector, .. encrypted]);
    }

    private static string Decrypt(string password, string encrypted)
    {
        if (encrypted.Length == 0)
        {
            return "";
        }
        if (!Base64.TryDecode(encrypted, out byte[] bytes, out string error))
        {
            throw new FunctionException(error);
        }
        if (bytes.Length < AesBlock)
        {
            throw new FunctionException($"runtime error: slice bounds out of range [:{AesBlock}] with capacity {bytes.Length}");
        }
        if (bytes.Length == AesBlock)
        {
            throw new FunctionException("runtime error: index out of range [-1]");
        }
        if (bytes.Length % AesBlock != 0)
        {
            throw new FunctionException("crypto/cipher: input not full blocks");
        }
        using Aes aes = Aes.Create();
        aes.Key = Key(password);
        byte[] plain = aes.DecryptCbc(bytes.AsSpan(AesBlock), bytes.AsSpan(0, AesBlock), PaddingMode.None);
        int padding = plain[^1];
        return padding <= plain.Length
            ? GoText.FromBytes(plain.AsSpan(0, plain.Length - padding))
            : throw new FunctionException($"runtime error: slice bounds out of range [:{plain.Length - padding}]");
    }
}
