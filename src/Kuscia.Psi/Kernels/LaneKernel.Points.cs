using System.Runtime.CompilerServices;

namespace Kuscia.Psi.Kernels;

// Point arithmetic; the formulas of EdwardsPoint.
internal sealed unsafe partial class LaneKernel<TLanes, TReal, TWord>
{
    private const int TableEntries = 8;

    /// <summary>p = p + q.</summary>
    private static void AddPoint(Point* p, Cached* q, Workspace w)
    {
        Field* a = w.Scratch;
        Field* b = a + 1;
        Field* c = a + 2;
        Field* d = a + 3;
        Field* e = a + 4;
        Field* f = a + 5;
        Field* g = a + 6;
        Field* h = a + 7;
        SubtractReduced(e, &p->Y, &p->X);
        AddReduced(f, &p->Y, &p->X);
        Multiply(a, &q->Difference, e);
        Multiply(b, &q->Sum, f);
        Multiply(c, &p->T, &q->T2D);
        Multiply(d, &q->Z2, &p->Z);
        SubtractReduced(e, b, a);
        Subtract(f, d, c);
        AddReduced(g, d, c);
        Add(h, b, a);
        Multiply(&p->X, f, e);
        Multiply(&p->Y, h, g);
        Multiply(&p->Z, f, g);
        Multiply(&p->T, h, e);
    }

    /// <summary>p = 2p; T stays untouched unless <paramref name="withT"/> is set.</summary>
    private static void DoublePoint(Point* p, bool withT, Workspace w)
    {
        Field* a = w.Scratch;
        Field* b = a + 1;
        Field* z = a + 2;
        Field* s = a + 3;
        Field* e = a + 4;
        Field* f = a + 5;
        Field* g = a + 6;
        Field* h = a + 7;
        AddReduced(s, &p->X, &p->Y);
        Square(a, &p->X);
        Square(b, &p->Y);
        Square(z, &p->Z);
        Square(s, s);
        AddReduced(h, a, b);
        Subtract(e, h, s);
        Subtract(g, a, b);
        Add(z, z, z);
        AddReduced(f, z, g);
        Multiply(&p->X, e, f);
        Multiply(&p->Y, g, h);
        Multiply(&p->Z, g, f);
        if (withT)
        {
            Multiply(&p->T, e, h);
        }
    }

    /// <summary>Brings points into the form of a second operand.</summary>
    private static void ToCached(Cached* r, Point* p, Workspace w)
    {
        Add(&r->Sum, &p->Y, &p->X);
        Subtract(&r->Difference, &p->Y, &p->X);
        Add(&r->Z2, &p->Z, &p->Z);
        Multiply(&r->T2D, &p->T, &w.Constants->TwoD);
    }

    /// <summary>p = hp for the stored half h of the scalar; the same sequence of operations and addresses for every h.</summary>
    private static void MultiplyByHalf(Point* p, SecretScalar scalar, Workspace w)
    {
        ToCached(w.Table, p, w);
        for (int i = 1; i < TableEntries; i++)
        {
            AddPoint(p, w.Table, w);
            ToCached(w.Table + i, p, w);
        }

        ReadOnlySpan<sbyte> digits = scalar.Digits;
        p->X = w.Constants->Zero;
        p->Y = w.Constants->One;
        p->Z = w.Constants->One;
        p->T = w.Constants->Zero;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            DoublePoint(p, false, w);
            DoublePoint(p, false, w);
            DoublePoint(p, false, w);
            DoublePoint(p, true, w);
            Pick(digits[i], w);
            AddPoint(p, w.Picked, w);
        }
    }

    /// <summary>Reads the whole table and keeps the entry of the digit's magnitude, negated when the digit is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pick(sbyte digit, Workspace w)
    {
        int sign = digit >> 7;
        ulong magnitude = (ulong)((digit ^ sign) - sign);
        TWord* masks = w.Masks;
        for (int i = 0; i <= TableEntries; i++)
        {
            ulong difference = magnitude ^ (ulong)i;
            masks[i] = TLanes.Splat(((difference | (0UL - difference)) >> 63) - 1);
        }

        TWord negative = TLanes.Splat((ulong)(long)sign);
        Cached* r = w.Picked;
        Constants* c = w.Constants;
        Field* sum = w.Scratch;
        Field* difference1 = w.Scratch + 1;
        Gather(sum, &w.Table->Sum, &c->One, masks);
        Gather(difference1, &w.Table->Difference, &c->One, masks);
        Gather(&r->Z2, &w.Table->Z2, &c->Two, masks);
        Gather(&r->T2D, &w.Table->T2D, &c->Zero, masks);
        Select(&r->Sum, sum, difference1, negative);
        Select(&r->Difference, difference1, sum, negative);
        Negate(&r->T2D, &r->T2D, negative);
    }

    /// <summary>r = the entry whose mask is set among the neutral one and one coordinate of the eight table entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(Field* r, Field* coordinate, Field* neutral, TWord* masks)
    {
        const int Limbs = 5;
        const int Entry = 4 * Limbs;
        TReal* limb = (TReal*)coordinate;
        TReal none = TLanes.Splat(0.0);
        for (int i = 0; i < Limbs; i++)
        {
            TReal value = TLanes.Merge(none, ((TReal*)neutral)[i], masks[0]);
            value = TLanes.Merge(value, limb[i], masks[1]);
            value = TLanes.Merge(value, limb[i + Entry], masks[2]);
            value = TLanes.Merge(value, limb[i + (2 * Entry)], masks[3]);
            value = TLanes.Merge(value, limb[i + (3 * Entry)], masks[4]);
            value = TLanes.Merge(value, limb[i + (4 * Entry)], masks[5]);
            value = TLanes.Merge(value, limb[i + (5 * Entry)], masks[6]);
            value = TLanes.Merge(value, limb[i + (6 * Entry)], masks[7]);
            value = TLanes.Merge(value, limb[i + (7 * Entry)], masks[8]);
            ((TReal*)r)[i] = value;
        }
    }
}
