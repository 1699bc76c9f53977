using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Kuscia.Psi.Kernels.FieldLanes;

namespace Kuscia.Psi.Kernels;

/// <summary>Point arithmetic on eight points at a time; the formulas of <see cref="EdwardsPoint"/>.</summary>
internal static unsafe class PointLanes
{
    /// <summary>p = p + q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(PointVector* p, CachedVector* q, LaneWorkspace w)
    {
        FieldVector* a = w.Scratch;
        FieldVector* b = a + 1;
        FieldVector* c = a + 2;
        FieldVector* d = a + 3;
        FieldVector* e = a + 4;
        Subtract(e, &p->Y, &p->X);
        Multiply(a, e, &q->YMinusX);
        FieldLanes.Add(e, &p->Y, &p->X);
        Multiply(b, e, &q->YPlusX);
        Multiply(c, &p->T, &q->T2D);
        Multiply(d, &p->Z, &q->Z2);
        FieldVector* f = a + 5;
        FieldVector* g = a + 6;
        FieldVector* h = a + 7;
        Subtract(e, b, a);
        Subtract(f, d, c);
        FieldLanes.Add(g, d, c);
        FieldLanes.Add(h, b, a);
        Multiply(&p->X, e, f);
        Multiply(&p->Y, g, h);
        Multiply(&p->Z, f, g);
        Multiply(&p->T, e, h);
    }

    /// <summary>p = 2p; T stays untouched unless <paramref name="withT"/> is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Double(PointVector* p, bool withT, LaneWorkspace w)
    {
        FieldVector* a = w.Scratch;
        FieldVector* b = a + 1;
        FieldVector* z = a + 2;
        FieldVector* s = a + 3;
        FieldVector* e = a + 4;
        FieldVector* f = a + 5;
        FieldVector* g = a + 6;
        FieldVector* h = a + 7;
        Square(a, &p->X);
        Square(b, &p->Y);
        Square(z, &p->Z);
        FieldLanes.Add(s, &p->X, &p->Y);
        Square(s, s);
        FieldLanes.Add(h, a, b);
        Subtract(e, h, s); // limbs 2 bits over: only ever a first operand
        Subtract(g, a, b);
        FieldLanes.Add(z, z, z);
        FieldLanes.Add(f, z, g);
        Reduce(f, f);
        Multiply(&p->X, e, f);
        Multiply(&p->Y, g, h);
        Multiply(&p->Z, f, g);
        if (withT)
        {
            Multiply(&p->T, e, h);
        }
    }

    /// <summary>Brings points into the form of a second operand.</summary>
    public static void ToCached(CachedVector* r, PointVector* p, LaneWorkspace w)
    {
        FieldLanes.Add(&r->YPlusX, &p->Y, &p->X);
        Subtract(&r->YMinusX, &p->Y, &p->X);
        FieldLanes.Add(&r->Z2, &p->Z, &p->Z);
        Multiply(&r->T2D, &p->T, &w.Constants->TwoD);
    }

    /// <summary>p = hp for the stored half h of the scalar; the same sequence of operations and addresses for every h.</summary>
    public static void MultiplyByHalf(PointVector* p, SecretScalar scalar, LaneWorkspace w)
    {
        ToCached(w.Table, p, w);
        for (int i = 1; i < 8; i++)
        {
            Add(p, w.Table, w);
            ToCached(w.Table + i, p, w);
        }

        LaneConstants* c = w.Constants;
        p->X = c->Zero;
        p->Y = c->One;
        p->Z = c->One;
        p->T = c->Zero;
        ReadOnlySpan<sbyte> digits = scalar.Digits;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            Double(p, false, w);
            Double(p, false, w);
            Double(p, false, w);
            Double(p, true, w);
            Pick(digits[i], w);
            Add(p, w.Picked, w);
        }
    }

    /// <summary>Reads the whole table and keeps the entry of the digit's magnitude, negated when the digit is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pick(sbyte digit, LaneWorkspace w)
    {
        int sign = digit >> 7;
        ulong magnitude = (ulong)((digit ^ sign) - sign);
        Vector512<ulong>* masks = stackalloc Vector512<ulong>[9];
        for (int i = 0; i <= 8; i++)
        {
            ulong difference = magnitude ^ (ulong)i;
            masks[i] = Vector512.Create(((difference | (0UL - difference)) >> 63) - 1);
        }

        ulong negative = (ulong)(long)sign;
        Vector512<ulong> swap = Vector512.Create(negative);
        CachedVector* r = w.Picked;
        LaneConstants* c = w.Constants;
        FieldVector* sum = w.Scratch;
        FieldVector* difference1 = w.Scratch + 1;
        Gather(sum, &w.Table->YPlusX, &c->One, masks);
        Gather(difference1, &w.Table->YMinusX, &c->One, masks);
        Gather(&r->Z2, &w.Table->Z2, &c->Two, masks);
        Gather(&r->T2D, &w.Table->T2D, &c->Zero, masks);
        Select(&r->YPlusX, sum, difference1, swap);
        Select(&r->YMinusX, difference1, sum, swap);
        NegateWhere(&r->T2D, &r->T2D, swap);
    }

    /// <summary>r = the entry whose mask is set among the neutral one and one coordinate of the eight table entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(FieldVector* r, FieldVector* coordinate, FieldVector* neutral, Vector512<ulong>* masks)
    {
        const int Words = FieldVector.Lanes * FieldVector.LimbCount;
        const int Entry = 4 * Words;
        if (Vector512.IsHardwareAccelerated)
        {
            for (int i = 0; i < Words; i += Vector512<ulong>.Count)
            {
                ulong* limb = coordinate->Limbs + i;
                Vector512<ulong> value = Vector512.Load(neutral->Limbs + i) & masks[0];
                for (int entry = 0; entry < 8; entry++)
                {
                    value |= Vector512.Load(limb + (entry * Entry)) & masks[entry + 1];
                }

                value.Store(r->Limbs + i);
            }

            return;
        }

        for (int i = 0; i < Words; i += Vector256<ulong>.Count)
        {
            ulong* limb = coordinate->Limbs + i;
            Vector256<ulong> value = Vector256.Load(neutral->Limbs + i) & masks[0].GetLower();
            for (int entry = 0; entry < 8; entry++)
            {
                value |= Vector256.Load(limb + (entry * Entry)) & masks[entry + 1].GetLower();
            }

            value.Store(r->Limbs + i);
        }
    }
}
