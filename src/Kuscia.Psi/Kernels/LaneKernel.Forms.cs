using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using static Kuscia.Psi.Kernels.LaneNumbers;

namespace Kuscia.Psi.Kernels;

// Bytes, canonical forms and what can be asked of them.
internal sealed unsafe partial class LaneKernel<TLanes, TReal, TWord>
{
    /// <summary>Sets every lane to the same element.</summary>
    public static void Broadcast(Field* r, in FieldElement element)
    {
        Span<byte> bytes = stackalloc byte[32];
        element.ToBytes(bytes);
        for (int lane = 0; lane < Lanes; lane++)
        {
            LoadLane(r, lane, bytes);
        }

        FinishLoad(r);
    }

    /// <summary>Puts 32 little-endian bytes into a lane, the top bit ignored; <see cref="FinishLoad"/> turns all lanes into numbers.</summary>
    public static void LoadLane(Field* r, int lane, ReadOnlySpan<byte> bytes)
    {
        ulong* limbs = (ulong*)r + lane;
        ulong w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        ulong w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        ulong w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        limbs[0] = w0 & Mask;
        limbs[Lanes] = ((w0 >> 51) | (w1 << 13)) & Mask;
        limbs[2 * Lanes] = ((w1 >> 38) | (w2 << 26)) & Mask;
        limbs[3 * Lanes] = ((w2 >> 25) | (w3 << 39)) & Mask;
        limbs[4 * Lanes] = (w3 >> 12) & Mask;
    }

    /// <summary>Turns words into reduced numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FinishLoad(Field* r)
    {
        TWord none = TLanes.Splat(0UL);
        TWord* words = (TWord*)r;
        Reduce(
            r,
            TLanes.Limb(words[0], none, Whole),
            TLanes.Limb(words[1], none, Whole),
            TLanes.Limb(words[2], none, Whole),
            TLanes.Limb(words[3], none, Whole),
            TLanes.Limb(words[4], none, Whole));
    }

    /// <summary>Writes a lane of canonical words as 32 little-endian bytes.</summary>
    public static void StoreLane(Field* canonical, int lane, Span<byte> bytes)
    {
        ulong* limbs = (ulong*)canonical + lane;
        ulong l1 = limbs[Lanes];
        ulong l2 = limbs[2 * Lanes];
        ulong l3 = limbs[3 * Lanes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, limbs[0] | (l1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (l1 >> 13) | (l2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (l2 >> 26) | (l3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (l3 >> 39) | (limbs[4 * Lanes] << 12));
    }

    /// <summary>Brings the lanes to their one form below p, as words in place of numbers; a must be reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Canonicalize(Field* r, Field* a)
    {
        // 2p makes every limb positive.
        TWord z0 = TLanes.Whole(a->L0, (2 * Mask) - 36);
        TWord z1 = TLanes.Add(TLanes.Whole(a->L1, 2 * Mask), TLanes.Carry(z0));
        TWord z2 = TLanes.Add(TLanes.Whole(a->L2, 2 * Mask), TLanes.Carry(z1));
        TWord z3 = TLanes.Add(TLanes.Whole(a->L3, 2 * Mask), TLanes.Carry(z2));
        TWord z4 = TLanes.Add(TLanes.Whole(a->L4, 2 * Mask), TLanes.Carry(z3));
        z0 = TLanes.Add(TLanes.Rest(z0), TLanes.Carry19(z4));
        z1 = TLanes.Rest(z1);
        z2 = TLanes.Rest(z2);
        z3 = TLanes.Rest(z3);
        z4 = TLanes.Rest(z4);
        // Adding 19 carries out of bit 255 exactly when the value is at least p.
        TWord over = TLanes.Carry(TLanes.Add(z0, TLanes.Splat(19UL)));
        over = TLanes.Carry(TLanes.Add(z1, over));
        over = TLanes.Carry(TLanes.Add(z2, over));
        over = TLanes.Carry(TLanes.Add(z3, over));
        over = TLanes.Carry19(TLanes.Add(z4, over));
        TWord* words = (TWord*)r;
        z0 = TLanes.Add(z0, over);
        z1 = TLanes.Add(z1, TLanes.Carry(z0));
        z2 = TLanes.Add(z2, TLanes.Carry(z1));
        z3 = TLanes.Add(z3, TLanes.Carry(z2));
        z4 = TLanes.Add(z4, TLanes.Carry(z3));
        words[0] = TLanes.Rest(z0);
        words[1] = TLanes.Rest(z1);
        words[2] = TLanes.Rest(z2);
        words[3] = TLanes.Rest(z3);
        words[4] = TLanes.Rest(z4);
    }

    /// <summary>The mask of lanes whose canonical form is odd; a must be reduced.</summary>
    public static TWord IsNegative(Field* a)
    {
        Field canonical;
        Canonicalize(&canonical, a);
        return TLanes.IsOdd(((TWord*)&canonical)[0]);
    }

    /// <summary>The mask of lanes that are zero; a must be reduced.</summary>
    public static TWord IsZero(Field* a)
    {
        Field canonical;
        Canonicalize(&canonical, a);
        TWord* words = (TWord*)&canonical;
        return TLanes.IsZero(TLanes.Or(TLanes.Or(TLanes.Or(words[0], words[1]), TLanes.Or(words[2], words[3])), words[4]));
    }

    /// <summary>The mask of lanes in which two reduced numbers are equal.</summary>
    public static TWord Equal(Field* a, Field* b)
    {
        Field difference;
        SubtractReduced(&difference, a, b);
        return IsZero(&difference);
    }
}
