using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Kuscia.Psi.Kernels;

/// <summary>
/// An element of GF(2^255 - 19) in five limbs of 51 bits (weakly reduced: limbs below 2^52 after every operation).
/// No operation branches on, or indexes by, the value.
/// </summary>
internal readonly struct FieldElement
{
    private const ulong Mask = (1UL << 51) - 1;
    private const int Up = 12;

    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;
    private readonly ulong _l4;

    /// <summary>Creates an element from its limbs.</summary>
    public FieldElement(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
    {
        _l0 = l0;
        _l1 = l1;
        _l2 = l2;
        _l3 = l3;
        _l4 = l4;
    }

    /// <summary>The neutral element of addition.</summary>
    public static FieldElement Zero => default;

    /// <summary>The neutral element of multiplication.</summary>
    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>Reads 32 little-endian bytes; the top bit is ignored and the value need not be reduced.</summary>
    public static FieldElement FromBytes(ReadOnlySpan<byte> bytes)
    {
        ulong w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        ulong w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        ulong w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new(
            w0 & Mask,
            ((w0 >> 51) | (w1 << 13)) & Mask,
            ((w1 >> 38) | (w2 << 26)) & Mask,
            ((w2 >> 25) | (w3 << 39)) & Mask,
            (w3 >> 12) & Mask);
    }

    /// <summary>Writes the canonical 32 little-endian bytes.</summary>
    public void ToBytes(Span<byte> bytes)
    {
        FieldElement r = Carry(_l0, _l1, _l2, _l3, _l4);
        // q = 1 exactly when r >= p: adding 19 then carries out of bit 255.
        ulong q = (r._l0 + 19) >> 51;
        q = (r._l1 + q) >> 51;
        q = (r._l2 + q) >> 51;
        q = (r._l3 + q) >> 51;
        q = (r._l4 + q) >> 51;
        ulong l0 = r._l0 + (19 * q);
        ulong l1 = r._l1 + (l0 >> 51);
        ulong l2 = r._l2 + (l1 >> 51);
        ulong l3 = r._l3 + (l2 >> 51);
        ulong l4 = (r._l4 + (l3 >> 51)) & Mask;
        l0 &= Mask;
        l1 &= Mask;
        l2 &= Mask;
        l3 &= Mask;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, l0 | (l1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (l1 >> 13) | (l2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (l2 >> 26) | (l3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (l3 >> 39) | (l4 << 12));
    }

    /// <summary>The sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator +(in FieldElement a, in FieldElement b) =>
        Carry(a._l0 + b._l0, a._l1 + b._l1, a._l2 + b._l2, a._l3 + b._l3, a._l4 + b._l4);

    /// <summary>The difference; 16p is added first so that no limb underflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator -(in FieldElement a, in FieldElement b) => Carry(
        a._l0 + 36028797018963664UL - b._l0,
        a._l1 + 36028797018963952UL - b._l1,
        a._l2 + 36028797018963952UL - b._l2,
        a._l3 + 36028797018963952UL - b._l3,
        a._l4 + 36028797018963952UL - b._l4);

    /// <summary>The additive inverse.</summary>
    public static FieldElement operator -(in FieldElement a) => Zero - a;

    /// <summary>The sum without carries; only ever the first operand of a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement LooseSum(in FieldElement a, in FieldElement b) =>
        new(a._l0 + b._l0, a._l1 + b._l1, a._l2 + b._l2, a._l3 + b._l3, a._l4 + b._l4);

    /// <summary>The difference without carries, 4p added; only ever the first operand of a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement LooseDifference(in FieldElement a, in FieldElement b) => new(
        a._l0 + ((4 * Mask) - 72) - b._l0,
        a._l1 + (4 * Mask) - b._l1,
        a._l2 + (4 * Mask) - b._l2,
        a._l3 + (4 * Mask) - b._l3,
        a._l4 + (4 * Mask) - b._l4);

    /// <summary>The product; the first operand may be loose, with limbs up to 2^54.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        ulong a0 = a._l0, a1 = a._l1, a2 = a._l2, a3 = a._l3, a4 = a._l4;
        ulong b0 = b._l0, b1 = b._l1, b2 = b._l2, b3 = b._l3, b4 = b._l4;
        ulong s0 = b0 << Up, s1 = b1 << Up, s2 = b2 << Up, s3 = b3 << Up, s4 = b4 << Up;
        ulong z0 = Low(a0, b0);
        ulong z1 = Low(a0, b1) + Low(a1, b0) + (2 * High(a0, s0));
        ulong z2 = Low(a0, b2) + Low(a1, b1) + Low(a2, b0) + (2 * (High(a0, s1) + High(a1, s0)));
        ulong z3 = Low(a0, b3) + Low(a1, b2) + Low(a2, b1) + Low(a3, b0) + (2 * (High(a0, s2) + High(a1, s1) + High(a2, s0)));
        ulong z4 = Low(a0, b4) + Low(a1, b3) + Low(a2, b2) + Low(a3, b1) + Low(a4, b0)
            + (2 * (High(a0, s3) + High(a1, s2) + High(a2, s1) + High(a3, s0)));
        ulong z5 = Low(a1, b4) + Low(a2, b3) + Low(a3, b2) + Low(a4, b1)
            + (2 * (High(a0, s4) + High(a1, s3) + High(a2, s2) + High(a3, s1) + High(a4, s0)));
        ulong z6 = Low(a2, b4) + Low(a3, b3) + Low(a4, b2) + (2 * (High(a1, s4) + High(a2, s3) + High(a3, s2) + High(a4, s1)));
        ulong z7 = Low(a3, b4) + Low(a4, b3) + (2 * (High(a2, s4) + High(a3, s3) + High(a4, s2)));
        ulong z8 = Low(a4, b4) + (2 * (High(a3, s4) + High(a4, s3)));
        ulong z9 = 2 * High(a4, s4);
        return Reduce(z0 + (19 * z5), z1 + (19 * z6), z2 + (19 * z7), z3 + (19 * z8), z4 + (19 * z9));
    }

    /// <summary>The square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FieldElement Square()
    {
        ulong a0 = _l0, a1 = _l1, a2 = _l2, a3 = _l3, a4 = _l4;
        ulong d0 = a0 * 2, d1 = a1 * 2, d2 = a2 * 2, d3 = a3 * 2;
        ulong s1 = a1 << Up, s2 = a2 << Up, s3 = a3 << Up, s4 = a4 << Up;
        ulong z0 = Low(a0, a0);
        ulong z1 = Low(d0, a1) + (2 * High(a0, a0 << Up));
        ulong z2 = Low(d0, a2) + Low(a1, a1) + (2 * High(d0, s1));
        ulong z3 = Low(d0, a3) + Low(d1, a2) + (2 * (High(d0, s2) + High(a1, s1)));
        ulong z4 = Low(d0, a4) + Low(d1, a3) + Low(a2, a2) + (2 * (High(d0, s3) + High(d1, s2)));
        ulong z5 = Low(d1, a4) + Low(d2, a3) + (2 * (High(d0, s4) + High(d1, s3) + High(a2, s2)));
        ulong z6 = Low(d2, a4) + Low(a3, a3) + (2 * (High(d1, s4) + High(d2, s3)));
        ulong z7 = Low(d3, a4) + (2 * (High(d2, s4) + High(a3, s3)));
        ulong z8 = Low(a4, a4) + (2 * High(d3, s4));
        ulong z9 = 2 * High(a4, s4);
        return Reduce(z0 + (19 * z5), z1 + (19 * z6), z2 + (19 * z7), z3 + (19 * z8), z4 + (19 * z9));
    }

    /// <summary>The element squared <paramref name="count"/> times.</summary>
    public FieldElement Square(int count)
    {
        FieldElement r = this;
        for (int i = 0; i < count; i++)
        {
            r = r.Square();
        }

        return r;
    }

    /// <summary>All ones when <paramref name="choice"/> is 1 selects <paramref name="b"/>, 0 selects <paramref name="a"/>.</summary>
    public static FieldElement Select(in FieldElement a, in FieldElement b, ulong choice)
    {
        ulong m = 0UL - choice;
        return new(
            a._l0 ^ (m & (a._l0 ^ b._l0)),
            a._l1 ^ (m & (a._l1 ^ b._l1)),
            a._l2 ^ (m & (a._l2 ^ b._l2)),
            a._l3 ^ (m & (a._l3 ^ b._l3)),
            a._l4 ^ (m & (a._l4 ^ b._l4)));
    }

    /// <summary>1 when the canonical form is odd ("negative" in RFC 9496), else 0.</summary>
    public ulong IsNegative()
    {
        Span<byte> bytes = stackalloc byte[32];
        ToBytes(bytes);
        return bytes[0] & 1UL;
    }

    /// <summary>1 when the element is zero, else 0.</summary>
    public ulong IsZero()
    {
        Span<byte> bytes = stackalloc byte[32];
        ToBytes(bytes);
        ulong or = 0;
        for (int i = 0; i < 32; i += 8)
        {
            or |= BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..]);
        }

        return 1 ^ ((or | (0UL - or)) >> 63);
    }

    /// <summary>1 when both elements are equal, else 0.</summary>
    public static ulong Equal(in FieldElement a, in FieldElement b) => (a - b).IsZero();

    /// <summary>The one of x and -x whose canonical form is even.</summary>
    public FieldElement Abs() => Select(this, -this, IsNegative());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Carry(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4) => new(
        (l0 & Mask) + ((l4 >> 51) * 19),
        (l1 & Mask) + (l0 >> 51),
        (l2 & Mask) + (l1 >> 51),
        (l3 & Mask) + (l2 >> 51),
        (l4 & Mask) + (l3 >> 51));

    // Columns stay below 2^62: at most five parts of 52 bits, twice five of 54 bits, and 19 times as much from the upper columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Reduce(ulong z0, ulong z1, ulong z2, ulong z3, ulong z4)
    {
        z1 += z0 >> 51;
        z2 += z1 >> 51;
        z3 += z2 >> 51;
        z4 += z3 >> 51;
        ulong l0 = (z0 & Mask) + ((z4 >> 51) * 19);
        return new(l0 & Mask, (z1 & Mask) + (l0 >> 51), z2 & Mask, z3 & Mask, z4 & Mask);
    }

    // A limb product is split at its 52nd bit, so that parts add up without carries: no comparison, and half the latency of 128-bit sums.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Low(ulong a, ulong b) => (a * b) & ((1UL << 52) - 1);

    // One operand comes shifted up by 12 bits, so that the upper half of the 128-bit product starts at the 52nd bit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong High(ulong a, ulong shifted) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(a, shifted) : Math.BigMul(a, shifted, out _);
}
