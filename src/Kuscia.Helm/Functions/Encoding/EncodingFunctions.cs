using System.Globalization;
using System.Security.Cryptography;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Encoding;

/// <summary>Base 64, base 32 and checksums of text.</summary>
internal static class EncodingFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("b64enc", "string", static (_, a) => Convert.ToBase64String(GoText.ToBytes((string)a[0]!))),
        new("b64dec", "string", static (_, a) => Base64.TryDecode((string)a[0]!, out byte[] bytes, out string error) ? GoText.FromBytes(bytes) : error),
        new("b32enc", "string", static (_, a) => Base32.Encode(GoText.ToBytes((string)a[0]!))),
        new("b32dec", "string", static (_, a) => Base32.TryDecode((string)a[0]!, out byte[] bytes, out string error) ? GoText.FromBytes(bytes) : error),
        new("sha1sum", "string", static (_, a) => Sha1((string)a[0]!)),
        new("sha512sum", "string", static (_, a) => Convert.ToHexStringLower(SHA512.HashData(GoText.ToBytes((string)a[0]!)))),
        new("sha256sum", "string", static (_, a) => Convert.ToHexStringLower(SHA256.HashData(GoText.ToBytes((string)a[0]!)))),
        new("adler32sum", "string", static (_, a) => Adler32(GoText.ToBytes((string)a[0]!)).ToString(CultureInfo.InvariantCulture)),
    ];

    private static string Sha1(string text)
    {
#pragma warning disable CA5350 // Templates ask for SHA-1 by name, as a checksum and not for protection.
        return Convert.ToHexStringLower(SHA1.HashData(GoText.ToBytes(text)));
#pragma warning restore CA5350
    }

    private static uint Adler32(byte[] bytes)
    {
        uint low = 1;
        uint high = 0;
        foreach (byte b in bytes)
        {
            low = (low + b) % 65521;
            high = (high + low) % 65521;
        }

        return (high << 16) | low;
    }
}
