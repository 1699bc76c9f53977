using static Kuscia.Psi.Kernels.FieldLanes;

namespace Kuscia.Psi.Kernels;

/// <summary>The two fixed powers that roots and inversions need, on eight lanes.</summary>
internal static unsafe class PowerLanes
{
    /// <summary>r = z^((p-5)/8); r may be z.</summary>
    public static void PowP58(FieldVector* r, FieldVector* z, LaneWorkspace w)
    {
        FieldVector* own = w.Outer + 18;
        *own = *z;
        FieldVector* tower = Tower(own, w);
        Square(tower, tower, 2);
        Multiply(r, tower, own);
    }

    /// <summary>r = z^(p-2), the inverse; r may be z.</summary>
    public static void Invert(FieldVector* r, FieldVector* z, LaneWorkspace w)
    {
        FieldVector* tower = Tower(z, w);
        Square(tower, tower, 5);
        Multiply(r, tower, w.Outer + 19);
    }

    /// <summary>Computes z^(2^250 - 1) and leaves z^11 in the nineteenth outer temporary.</summary>
    private static FieldVector* Tower(FieldVector* z, LaneWorkspace w)
    {
        FieldVector* z11 = w.Outer + 19;
        FieldVector* a = w.Outer + 20;
        FieldVector* b = w.Outer + 21;
        FieldVector* t = w.Outer + 22;
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
