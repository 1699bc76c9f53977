using System.Runtime.CompilerServices;
using static Kuscia.Psi.Kernels.LaneNumbers;

namespace Kuscia.Psi.Kernels;

// Products: 25 exact limb products (15 for squares) summed into ten columns, of which the upper five return times 19. The columns
// start with what the exponents of the summands will add to them, taken off, and with the offset that makes carries positive.
internal sealed unsafe partial class LaneKernel<TLanes, TReal, TWord>
{
    /// <summary>r = a * b, reduced; r may be a or b. One operand may be a sum of up to three reduced numbers, the other must be reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(Field* r, Field* a, Field* b)
    {
        TWord z0 = TLanes.Splat(unchecked(Offset - ((1 + (19 * 4)) * LowerBits) - ((0 + (19 * 5)) * UpperBits)));
        TWord z1 = TLanes.Splat(unchecked(Offset - ((2 + (19 * 3)) * LowerBits) - ((1 + (19 * 4)) * UpperBits)));
        TWord z2 = TLanes.Splat(unchecked(Offset - ((3 + (19 * 2)) * LowerBits) - ((2 + (19 * 3)) * UpperBits)));
        TWord z3 = TLanes.Splat(unchecked(Offset - ((4 + (19 * 1)) * LowerBits) - ((3 + (19 * 2)) * UpperBits)));
        TWord z4 = TLanes.Splat(unchecked(Offset - ((5 + (19 * 0)) * LowerBits) - ((4 + (19 * 1)) * UpperBits)));
        AddRow(a->L0, b, ref z0, ref z1, ref z2, ref z3, ref z4, out TWord z5);
        AddRow(a->L1, b, ref z1, ref z2, ref z3, ref z4, ref z5, out TWord z6);
        AddRow(a->L2, b, ref z2, ref z3, ref z4, ref z5, ref z6, out TWord z7);
        AddRow(a->L3, b, ref z3, ref z4, ref z5, ref z6, ref z7, out TWord z8);
        AddRow(a->L4, b, ref z4, ref z5, ref z6, ref z7, ref z8, out TWord z9);
        Carry(
            r, TLanes.Fold(z0, z5), TLanes.Fold(z1, z6), TLanes.Fold(z2, z7), TLanes.Fold(z3, z8), TLanes.Fold(z4, z9));
    }

    /// <summary>r = a * a, reduced; r may be a. Takes reduced numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Square(Field* r, Field* a)
    {
        TWord z0 = TLanes.Splat(unchecked(Offset - ((1 + (19 * 2)) * LowerBits) - ((0 + (19 * 3)) * UpperBits)));
        TWord z1 = TLanes.Splat(unchecked(Offset - ((1 + (19 * 2)) * LowerBits) - ((1 + (19 * 2)) * UpperBits)));
        TWord z2 = TLanes.Splat(unchecked(Offset - ((2 + (19 * 1)) * LowerBits) - ((1 + (19 * 2)) * UpperBits)));
        TWord z3 = TLanes.Splat(unchecked(Offset - ((2 + (19 * 1)) * LowerBits) - ((2 + (19 * 1)) * UpperBits)));
        TWord z4 = TLanes.Splat(unchecked(Offset - ((3 + (19 * 0)) * LowerBits) - ((2 + (19 * 1)) * UpperBits)));
        AddProduct(a->L0, a->L0, ref z0, ref z1);
        TReal twice = TLanes.Add(a->L0, a->L0);
        AddProduct(twice, a->L1, ref z1, ref z2);
        AddProduct(twice, a->L2, ref z2, ref z3);
        AddProduct(twice, a->L3, ref z3, ref z4);
        AddTopProduct(twice, a->L4, ref z4, out TWord z5);
        AddProduct(a->L1, a->L1, ref z2, ref z3);
        twice = TLanes.Add(a->L1, a->L1);
        AddProduct(twice, a->L2, ref z3, ref z4);
        AddProduct(twice, a->L3, ref z4, ref z5);
        AddTopProduct(twice, a->L4, ref z5, out TWord z6);
        AddProduct(a->L2, a->L2, ref z4, ref z5);
        twice = TLanes.Add(a->L2, a->L2);
        AddProduct(twice, a->L3, ref z5, ref z6);
        AddTopProduct(twice, a->L4, ref z6, out TWord z7);
        AddProduct(a->L3, a->L3, ref z6, ref z7);
        AddTopProduct(TLanes.Add(a->L3, a->L3), a->L4, ref z7, out TWord z8);
        AddTopProduct(a->L4, a->L4, ref z8, out TWord z9);
        Carry(
            r, TLanes.Fold(z0, z5), TLanes.Fold(z1, z6), TLanes.Fold(z2, z7), TLanes.Fold(z3, z8), TLanes.Fold(z4, z9));
    }

    /// <summary>r = a squared <paramref name="count"/> times.</summary>
    private static void Square(Field* r, Field* a, int count)
    {
        Square(r, a);
        for (int i = 1; i < count; i++)
        {
            Square(r, r);
        }
    }

    /// <summary>Adds x times all limbs of b to six columns, the last of which it opens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(
        TReal x, Field* b, ref TWord z0, ref TWord z1, ref TWord z2, ref TWord z3, ref TWord z4, out TWord z5)
    {
        AddProduct(x, b->L0, ref z0, ref z1);
        AddProduct(x, b->L1, ref z1, ref z2);
        AddProduct(x, b->L2, ref z2, ref z3);
        AddProduct(x, b->L3, ref z3, ref z4);
        AddTopProduct(x, b->L4, ref z4, out z5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProduct(TReal x, TReal y, ref TWord low, ref TWord high)
    {
        TReal upper = TLanes.High(x, y);
        low = TLanes.Add(low, TLanes.Low(x, y, upper));
        high = TLanes.Add(high, TLanes.Bits(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTopProduct(TReal x, TReal y, ref TWord low, out TWord high)
    {
        TReal upper = TLanes.High(x, y);
        low = TLanes.Add(low, TLanes.Low(x, y, upper));
        high = TLanes.Bits(upper);
    }

    /// <summary>Moves the bits above the 51st of every column into the next one, all at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Carry(Field* r, TWord z0, TWord z1, TWord z2, TWord z3, TWord z4)
    {
        r->L0 = TLanes.Limb(z0, TLanes.Carry19(z4), Back0);
        r->L1 = TLanes.Limb(z1, TLanes.Carry(z0), Back);
        r->L2 = TLanes.Limb(z2, TLanes.Carry(z1), Back);
        r->L3 = TLanes.Limb(z3, TLanes.Carry(z2), Back);
        r->L4 = TLanes.Limb(z4, TLanes.Carry(z3), Back);
    }
}
