namespace Kuscia.Psi.Kernels;

/// <summary>
/// The numbers behind exact products in doubles. Added to a number as large as a product of two limbs, 1.5*2^103 leaves no room for
/// bits below the 51st: a fused multiply-add rounds a*b to a multiple of 2^51, its upper part, and a second one gives the exact rest, in
/// which at most 2^50 remains. Both stand in the mantissa next to a known exponent, so they are summed as 64-bit words and the exponents
/// taken off at the end. Needs |a*b| &lt;= 2^102 and the default rounding of .NET, to nearest.
/// </summary>
internal static class LaneNumbers
{
    /// <summary>Bits of a limb.</summary>
    public const int LimbBits = 51;

    /// <summary>The lower 51 bits.</summary>
    public const ulong Mask = (1UL << LimbBits) - 1;

    /// <summary>1.5 * 2^103: what the upper part of a product is added to.</summary>
    public const double Upper = 1.5 * 4503599627370496.0 * 2251799813685248.0;

    /// <summary>1.5 * 2^52: what the lower part of a product, or any whole number up to 2^51, is added to.</summary>
    public const double Lower = 1.5 * 4503599627370496.0;

    /// <summary>The bits of <see cref="Upper"/>.</summary>
    public const ulong UpperBits = 0x4668_0000_0000_0000;

    /// <summary>The bits of <see cref="Lower"/>.</summary>
    public const ulong LowerBits = 0x4338_0000_0000_0000;

    /// <summary>The bits of 2^52: or'ed to a number below 2^52 they make the double 2^52 more.</summary>
    public const ulong WholeBits = 0x4330_0000_0000_0000;

    /// <summary>2^52.</summary>
    public const double Whole = 4503599627370496.0;

    /// <summary>Added to signed columns below 2^62 so that carries are positive; the 2^50 moves limbs into [-2^50, 2^50).</summary>
    public const ulong Offset = (1UL << 62) + (1UL << 50);

    /// <summary>What <see cref="WholeBits"/> and <see cref="Offset"/> have added to a limb and to the carry into it.</summary>
    public const double Back = 4503599627370496.0 + 1125899906842624.0 + 2048;

    /// <summary>The same for the lowest limb, whose carry counts 19 times.</summary>
    public const double Back0 = 4503599627370496.0 + 1125899906842624.0 + (19 * 2048);

    /// <summary>2^-51.</summary>
    public const double Down = 1 / 2251799813685248.0;
}
