using System.Numerics;

namespace Kuscia.Helm.Functions.Security;

/// <summary>The fraction of pi in words of 32 bits, from which the Blowfish tables are made.</summary>
internal static class PiDigits
{
    private const int GuardBits = 64;

    /// <summary>The first words after the point: 0x243F6A88, 0x85A308D3, …</summary>
    public static uint[] Words(int count)
    {
        int bits = (count * 32) + GuardBits;
        BigInteger one = BigInteger.One << bits;
        // Machin: pi = 16 arctan(1/5) - 4 arctan(1/239)
        BigInteger pi = (16 * ArcTangent(5, one)) - (4 * ArcTangent(239, one));
        BigInteger fraction = (pi - (3 * one)) >> GuardBits;
        byte[] bytes = fraction.ToByteArray(isUnsigned: true, isBigEndian: true);
        uint[] words = new uint[count];
        int missing = (count * 4) - bytes.Length;
        for (int i = 0; i < bytes.Length; i++)
        {
            words[(i + missing) / 4] |= (uint)bytes[i] << (24 - (8 * ((i + missing) % 4)));
        }
        return words;
    }

    private static BigInteger ArcTangent(int inverse, BigInteger one)
    {
        BigInteger term = one / inverse;
        BigInteger sum = term;
        for (int n = 3; !term.IsZero; n += 2)
        {
            term /= -inverse * inverse;
            sum += term / n;
        }

        return sum;
    }
}
