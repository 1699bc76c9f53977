namespace Kuscia.Psi.Kernels;

// The two fixed powers that roots and inversions need, and the root itself.
internal sealed unsafe partial class LaneKernel<TLanes, TReal, TWord>
{
    /// <summary>SQRT_RATIO_M1 of RFC 9496 §4.2; u and v reduced.</summary>
    /// <returns>The mask of lanes in which u/v is a square.</returns>
    private static TWord SqrtRatio(Field* root, Field* u, Field* v, Workspace w)
    {
        Field* x = w.Outer;
        Field* r = w.Outer + 1;
        Field* check = w.Outer + 2;
        Field* other = w.Outer + 3;
        Square(x, v);
        Multiply(x, x, v);
        Multiply(r, x, u);
        Square(x, x);
        Multiply(x, x, v);
        Multiply(x, x, u);
        PowP58(x, x, w);
        Multiply(r, r, x);
        Square(check, r);
        Multiply(check, check, v);
        TWord correct = Equal(check, u);
        AddReduced(x, check, u);
        TWord flipped = IsZero(x);
        Multiply(x, u, &w.Constants->SqrtM1);
        AddReduced(x, x, check);
        TWord flippedI = IsZero(x);
        Multiply(other, r, &w.Constants->SqrtM1);
        Select(r, r, other, TLanes.Or(flipped, flippedI));
        Abs(root, r);
        return TLanes.Or(correct, flipped);
    }

    /// <summary>r = z^((p-5)/8); r may be z.</summary>
    private static void PowP58(Field* r, Field* z, Workspace w)
    {
        Field* own = w.Outer + 18;
        *own = *z;
        Field* tower = Tower(own, w);
        Square(tower, tower, 2);
        Multiply(r, tower, own);
    }

    /// <summary>r = z^(p-2), the inverse; r may be z.</summary>
    private static void Invert(Field* r, Field* z, Workspace w)
    {
        Field* tower = Tower(z, w);
        Square(tower, tower, 5);
        Multiply(r, tower, w.Outer + 19);
    }

    /// <summary>Computes z^(2^250 - 1) and leaves z^11 in the nineteenth outer temporary.</summary>
    private static Field* Tower(Field* z, Workspace w)
    {
        Field* z11 = w.Outer + 19;
        Field* a = w.Outer + 20;
        Field* b = w.Outer + 21;
        Field* t = w.Outer + 22;
        Square(a, z);
        Square(t, a, 2);
        Multiply(b, t, z); // z^9
        Multiply(z11, b, a);
        Square(t, z11);
        Multiply(a, t, b); // 2^5 - 1
        Square(t, a, 5);
        Multiply(a, t, a); // 2^10 - 1
        Square(t, a, 10);
        Multiply(b, t, a); // 2^20 - 1
        Square(t, b, 20);
        Multiply(t, t, b); // 2^40 - 1
        Square(t, t, 10);
        Multiply(a, t, a); // 2^50 - 1
        Square(t, a, 50);
        Multiply(b, t, a); // 2^100 - 1
        Square(t, b, 100);
        Multiply(t, t, b); // 2^200 - 1
        Square(t, t, 50);
        Multiply(t, t, a); // 2^250 - 1
        return t;
    }
}
