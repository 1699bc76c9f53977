using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Kuscia.Psi.Kernels;

/// <summary>
/// An element of GF(2^255 - 19) in five limbs of 51 bits (weakly reduced: limbs below 2^52 after every operation).
/// No operation branches on, or indexes by, the value.
/// </summary>
internal readonly struct FieldElement
{
    private const ulong Mask = (1UL << 51) - 1;

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

    /// <summary>The product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        ulong a0 = a._l0, a1 = a._l1, a2 = a._l2, a3 = a._l3, a4 = a._l4;
        ulong b0 = b._l0, b1 = b._l1, b2 = b._l2, b3 = b._l3, b4 = b._l4;
        ulong b119 = b1 * 19, b219 = b2 * 19, b319 = b3 * 19, b419 = b4 * 19;
        Wide c0 = Wide.Sum(a0, b0, a4, b119, a3, b219, a2, b319, a1, b419);
        Wide c1 = Wide.Sum(a1, b0, a0, b1, a4, b219, a3, b319, a2, b419);
        Wide c2 = Wide.Sum(a2, b0, a1, b1, a0, b2, a4, b319, a3, b419);
        Wide c3 = Wide.Sum(a3, b0, a2, b1, a1, b2, a0, b3, a4, b419);
        Wide c4 = Wide.Sum(a4, b0, a3, b1, a2, b2, a1, b3, a0, b4);
        return Reduce(c0, c1, c2, c3, c4);
    }

    /// <summary>The square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FieldElement Square()
    {
        ulong a0 = _l0, a1 = _l1, a2 = _l2, a3 = _l3, a4 = _l4;
        ulong d0 = a0 * 2, d1 = a1 * 2, a319 = a3 * 19, a419 = a4 * 19;
        Wide c0 = Wide.Sum(a0, a0, d1, a419, a2 * 2, a319);
        Wide c1 = Wide.Sum(d0, a1, a2 * 2, a419, a3, a319);
        Wide c2 = Wide.Sum(d0, a2, a1, a1, a3 * 2, a419);
        Wide c3 = Wide.Sum(d0, a3, d1, a2, a4, a419);
        Wide c4 = Wide.Sum(d0, a4, d1, a3, a2, a2);
        return Reduce(c0, c1, c2, c3, c4);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Reduce(Wide c0, Wide c1, Wide c2, Wide c3, Wide c4)
    {
        c1 = c1.Add(c0.Shift51());
        c2 = c2.Add(c1.Shift51());
        c3 = c3.Add(c2.Shift51());
        c4 = c4.Add(c3.Shift51());
        ulong l0 = (c0.Low & Mask) + (c4.Shift51() * 19);
        return new(l0 & Mask, (c1.Low & Mask) + (l0 >> 51), c2.Low & Mask, c3.Low & Mask, c4.Low & Mask);
    }
}
