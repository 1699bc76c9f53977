using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Kuscia.Psi.Kernels;

/// <summary>
/// A secret exponent a = 2h mod l of ristretto255. Only h is kept: kernels compute hP and encode its double, because the
/// encodings of doubled points can share one inversion. Disposing clears the secret.
/// </summary>
internal sealed class SecretScalar : IDisposable
{
    /// <summary>The number of signed radix-16 digits.</summary>
    public const int DigitCount = 64;

    // l = 2^252 + 27742317777372353535851937790883648493, little-endian words.
    private static readonly ulong[] Order = [0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000];

    private readonly sbyte[] _digits = GC.AllocateArray<sbyte>(DigitCount, pinned: true);

    private SecretScalar(ReadOnlySpan<byte> half) => Recode(half, _digits);

    /// <summary>The digits of h from the lowest up, each in [-8, 8].</summary>
    public ReadOnlySpan<sbyte> Digits => _digits;

    /// <summary>Draws a uniform non-zero exponent.</summary>
    public static SecretScalar Random()
    {
        Span<byte> half = stackalloc byte[32];
        do
        {
            RandomNumberGenerator.Fill(half);
            half[31] &= 0x1f;
        }
        while (!IsInRange(half));
        SecretScalar scalar = new(half);
        CryptographicOperations.ZeroMemory(half);
        return scalar;
    }

    /// <summary>The exponent 2h mod l for a given h of 32 little-endian bytes, 0 &lt; h &lt; l.</summary>
    public static SecretScalar FromHalf(ReadOnlySpan<byte> half) => half.Length == 32 && IsInRange(half)
        ? new(half)
        : throw new ArgumentException("the scalar must have 32 bytes and lie in [1, l-1]", nameof(half));

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_digits.AsSpan()));

    // Rejection leaks nothing about the accepted value.
    private static bool IsInRange(ReadOnlySpan<byte> value)
    {
        ulong borrow = 0;
        ulong any = 0;
        for (int i = 0; i < 4; i++)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(value[(8 * i)..]);
            any |= word;
            UInt128 difference = (UInt128)word - Order[i] - borrow;
            borrow = (ulong)(difference >> 127);
        }

        return borrow == 1 && any != 0;
    }

    private static void Recode(ReadOnlySpan<byte> value, Span<sbyte> digits)
    {
        for (int i = 0; i < 32; i++)
        {
            digits[2 * i] = (sbyte)(value[i] & 15);
            digits[(2 * i) + 1] = (sbyte)(value[i] >> 4);
        }

        int carry = 0;
        for (int i = 0; i < DigitCount - 1; i++)
        {
            int digit = digits[i] + carry;
            carry = (digit + 8) >> 4;
            digits[i] = (sbyte)(digit - (carry << 4));
        }

        digits[DigitCount - 1] = (sbyte)(digits[DigitCount - 1] + carry);
    }
}
