using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kuscia.Psi.Kernels;

/// <summary>
/// The field of 2^128 elements as polynomials modulo x^128 + x^7 + x^2 + x + 1, the lowest coefficient in the lowest bit of the lower word.
/// No branch and no address depends on a value.
/// </summary>
internal static class Gf128
{
    // x^128 = x^7 + x^2 + x + 1.
    private const ulong Tail = 0x87;

    /// <summary>The element one.</summary>
    public static Block One => Vector128.CreateScalar(1UL);

    /// <summary>The product of two elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block Multiply(Block a, Block b) => Pclmulqdq.IsSupported ? MultiplyCarryless(a, b) : MultiplyPortable(a, b);

    /// <summary>The product with x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block MultiplyByX(Block a)
    {
        ulong low = a.ToScalar();
        ulong high = a.GetElement(1);
        return Vector128.Create((low << 1) ^ ((0UL - (high >> 63)) & Tail), (high << 1) | (low >> 63));
    }

    /// <summary>The inverse by Fermat; zero for zero.</summary>
    public static Block Invert(Block a)
    {
        Block power = a; // a^(2^i - 1)
        for (int i = 1; i < 127; i++)
        {
            power = Multiply(Multiply(power, power), a);
        }

        return Multiply(power, power);
    }

    /// <summary>The product in plain 128-bit arithmetic.</summary>
    public static Block MultiplyPortable(Block a, Block b)
    {
        UInt128 shifted = new(a.GetElement(1), a.GetElement(0));
        UInt128 bits = new(b.GetElement(1), b.GetElement(0));
        UInt128 sum = 0;
        for (int i = 0; i < 128; i++)
        {
            sum ^= shifted & (UInt128.Zero - ((bits >> i) & 1));
            shifted = (shifted << 1) ^ ((UInt128.Zero - (shifted >> 127)) & Tail);
        }

        return Vector128.Create((ulong)sum, (ulong)(sum >> 64));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block MultiplyCarryless(Block a, Block b)
    {
        Block low = Pclmulqdq.CarrylessMultiply(a, b, 0x00);
        Block high = Pclmulqdq.CarrylessMultiply(a, b, 0x11);
        Block middle = Pclmulqdq.CarrylessMultiply(a, b, 0x01) ^ Pclmulqdq.CarrylessMultiply(a, b, 0x10);
        low ^= Sse2.ShiftLeftLogical128BitLane(middle, 8);
        high ^= Sse2.ShiftRightLogical128BitLane(middle, 8);
        Block tail = Vector128.CreateScalar(Tail);
        Block fold = Pclmulqdq.CarrylessMultiply(high, tail, 0x01);
        low ^= Sse2.ShiftLeftLogical128BitLane(fold, 8);
        high ^= Sse2.ShiftRightLogical128BitLane(fold, 8);
        return low ^ Pclmulqdq.CarrylessMultiply(high, tail, 0x00);
    }
}
