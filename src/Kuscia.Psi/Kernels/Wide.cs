using System.Runtime.CompilerServices;

namespace Kuscia.Psi.Kernels;

/// <summary>A 128-bit accumulator of limb products.</summary>
internal readonly struct Wide
{
    private readonly ulong _high;

    private Wide(ulong high, ulong low)
    {
        _high = high;
        Low = low;
    }

    /// <summary>The low 64 bits.</summary>
    public ulong Low { get; }

    /// <summary>a0*b0 + a1*b1 + a2*b2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Sum(ulong a0, ulong b0, ulong a1, ulong b1, ulong a2, ulong b2)
    {
        ulong high = Math.BigMul(a0, b0, out ulong low);
        Accumulate(ref high, ref low, a1, b1);
        Accumulate(ref high, ref low, a2, b2);
        return new(high, low);
    }

    /// <summary>The sum of five products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Sum(
        ulong a0, ulong b0, ulong a1, ulong b1, ulong a2, ulong b2, ulong a3, ulong b3, ulong a4, ulong b4)
    {
        ulong high = Math.BigMul(a0, b0, out ulong low);
        Accumulate(ref high, ref low, a1, b1);
        Accumulate(ref high, ref low, a2, b2);
        Accumulate(ref high, ref low, a3, b3);
        Accumulate(ref high, ref low, a4, b4);
        return new(high, low);
    }

    /// <summary>The sum with a 64-bit number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Wide Add(ulong value)
    {
        ulong low = Low + value;
        return new(_high + (low < value ? 1UL : 0UL), low);
    }

    /// <summary>The value shifted right by 51 bits; it fits 64 bits for every sum formed here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Shift51() => (_high << 13) | (Low >> 51);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(ref ulong high, ref ulong low, ulong a, ulong b)
    {
        ulong h = Math.BigMul(a, b, out ulong l);
        low += l;
        high += h + (low < l ? 1UL : 0UL);
    }
}
