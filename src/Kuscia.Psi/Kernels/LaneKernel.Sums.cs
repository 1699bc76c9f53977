using System.Runtime.CompilerServices;

namespace Kuscia.Psi.Kernels;

// Sums and choices. No operation depends on values.
internal sealed unsafe partial class LaneKernel<TLanes, TReal, TWord>
{
    /// <summary>r = a + b without carries: the sizes add up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Field* r, Field* a, Field* b)
    {
        r->L0 = TLanes.Add(a->L0, b->L0);
        r->L1 = TLanes.Add(a->L1, b->L1);
        r->L2 = TLanes.Add(a->L2, b->L2);
        r->L3 = TLanes.Add(a->L3, b->L3);
        r->L4 = TLanes.Add(a->L4, b->L4);
    }

    /// <summary>r = a - b without carries: the sizes add up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(Field* r, Field* a, Field* b)
    {
        r->L0 = TLanes.Subtract(a->L0, b->L0);
        r->L1 = TLanes.Subtract(a->L1, b->L1);
        r->L2 = TLanes.Subtract(a->L2, b->L2);
        r->L3 = TLanes.Subtract(a->L3, b->L3);
        r->L4 = TLanes.Subtract(a->L4, b->L4);
    }

    /// <summary>r = a + b, reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddReduced(Field* r, Field* a, Field* b) => Reduce(
        r,
        TLanes.Add(a->L0, b->L0),
        TLanes.Add(a->L1, b->L1),
        TLanes.Add(a->L2, b->L2),
        TLanes.Add(a->L3, b->L3),
        TLanes.Add(a->L4, b->L4));

    /// <summary>r = a - b, reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SubtractReduced(Field* r, Field* a, Field* b) => Reduce(
        r,
        TLanes.Subtract(a->L0, b->L0),
        TLanes.Subtract(a->L1, b->L1),
        TLanes.Subtract(a->L2, b->L2),
        TLanes.Subtract(a->L3, b->L3),
        TLanes.Subtract(a->L4, b->L4));

    /// <summary>r = b where the mask is set, else a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(Field* r, Field* a, Field* b, TWord mask)
    {
        r->L0 = TLanes.Select(a->L0, b->L0, mask);
        r->L1 = TLanes.Select(a->L1, b->L1, mask);
        r->L2 = TLanes.Select(a->L2, b->L2, mask);
        r->L3 = TLanes.Select(a->L3, b->L3, mask);
        r->L4 = TLanes.Select(a->L4, b->L4, mask);
    }

    /// <summary>r = -a where the mask is set, else a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Negate(Field* r, Field* a, TWord mask)
    {
        r->L0 = TLanes.Negate(a->L0, mask);
        r->L1 = TLanes.Negate(a->L1, mask);
        r->L2 = TLanes.Negate(a->L2, mask);
        r->L3 = TLanes.Negate(a->L3, mask);
        r->L4 = TLanes.Negate(a->L4, mask);
    }

    /// <summary>r = -a.</summary>
    public static void Negate(Field* r, Field* a) => Negate(r, a, TLanes.Splat(ulong.MaxValue));

    /// <summary>r = the even one of a and -a; a must be reduced.</summary>
    public static void Abs(Field* r, Field* a) => Negate(r, a, IsNegative(a));

    /// <summary>Moves what is above 2^50 of every limb into the next one, all at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(Field* r, TReal l0, TReal l1, TReal l2, TReal l3, TReal l4)
    {
        TReal c0 = TLanes.Round(l0);
        TReal c1 = TLanes.Round(l1);
        TReal c2 = TLanes.Round(l2);
        TReal c3 = TLanes.Round(l3);
        TReal c4 = TLanes.Round(l4);
        r->L0 = TLanes.AddScaled(TLanes.Subtract(l0, c0), c4, 19 * LaneNumbers.Down);
        r->L1 = TLanes.AddScaled(TLanes.Subtract(l1, c1), c0, LaneNumbers.Down);
        r->L2 = TLanes.AddScaled(TLanes.Subtract(l2, c2), c1, LaneNumbers.Down);
        r->L3 = TLanes.AddScaled(TLanes.Subtract(l3, c3), c2, LaneNumbers.Down);
        r->L4 = TLanes.AddScaled(TLanes.Subtract(l4, c4), c3, LaneNumbers.Down);
    }
}
