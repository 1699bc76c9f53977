using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.X86.Avx2;

namespace Kuscia.Psi.Kernels;

/// <summary>
/// Products of field vectors with 256-bit registers (4 lanes at a time): 32-bit multiplications into 64-bit columns.
/// Limbs alternate between 26 and 25 bits, so a product of two odd limbs counts twice and columns past the tenth return
/// times 19. The first operand may have limbs up to 2.5 bits over their size, the second 1.75 bits (19y must fit 32 bits).
/// </summary>
internal static unsafe class FieldLanes256
{
    /// <summary>The lanes of one register.</summary>
    private const int Stride = FieldVector.Lanes / 4;

    /// <summary>r = a * b; r may be a or b.</summary>
    public static void Product(FieldVector* r, FieldVector* a, FieldVector* b)
    {
        for (int half = 0; half < Stride; half++)
        {
            MultiplyPart((Vector256<uint>*)a + half, (Vector256<uint>*)b + half, (Vector256<ulong>*)r + half);
        }
    }

    /// <summary>r = a * a; r may be a.</summary>
    public static void Square(FieldVector* r, FieldVector* a)
    {
        for (int half = 0; half < Stride; half++)
        {
            SquarePart((Vector256<uint>*)a + half, (Vector256<ulong>*)r + half);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyPart(Vector256<uint>* x, Vector256<uint>* y, Vector256<ulong>* r)
    {
        Vector256<uint> x0 = x[0], x1 = x[1 * Stride], x2 = x[2 * Stride], x3 = x[3 * Stride], x4 = x[4 * Stride];
        Vector256<uint> x5 = x[5 * Stride], x6 = x[6 * Stride], x7 = x[7 * Stride], x8 = x[8 * Stride], x9 = x[9 * Stride];
        Vector256<uint> y0 = y[0], y1 = y[1 * Stride], y2 = y[2 * Stride], y3 = y[3 * Stride], y4 = y[4 * Stride];
        Vector256<uint> y5 = y[5 * Stride], y6 = y[6 * Stride], y7 = y[7 * Stride], y8 = y[8 * Stride], y9 = y[9 * Stride];
        Vector256<uint> c19 = Vector256.Create(19UL).AsUInt32();
        Vector256<uint> d1 = x1 + x1, d3 = x3 + x3, d5 = x5 + x5, d7 = x7 + x7, d9 = x9 + x9;
        Vector256<uint> n1 = Multiply(y1, c19).AsUInt32(), n2 = Multiply(y2, c19).AsUInt32(), n3 = Multiply(y3, c19).AsUInt32();
        Vector256<uint> n4 = Multiply(y4, c19).AsUInt32(), n5 = Multiply(y5, c19).AsUInt32(), n6 = Multiply(y6, c19).AsUInt32();
        Vector256<uint> n7 = Multiply(y7, c19).AsUInt32(), n8 = Multiply(y8, c19).AsUInt32(), n9 = Multiply(y9, c19).AsUInt32();
        Vector256<ulong> z0 = Multiply(x0, y0) + Multiply(d1, n9) + Multiply(x2, n8) + Multiply(d3, n7) + Multiply(x4, n6)
            + Multiply(d5, n5) + Multiply(x6, n4) + Multiply(d7, n3) + Multiply(x8, n2) + Multiply(d9, n1);
        Vector256<ulong> z1 = Multiply(x0, y1) + Multiply(x1, y0) + Multiply(x2, n9) + Multiply(x3, n8) + Multiply(x4, n7)
            + Multiply(x5, n6) + Multiply(x6, n5) + Multiply(x7, n4) + Multiply(x8, n3) + Multiply(x9, n2);
        Vector256<ulong> z2 = Multiply(x0, y2) + Multiply(d1, y1) + Multiply(x2, y0) + Multiply(d3, n9) + Multiply(x4, n8)
            + Multiply(d5, n7) + Multiply(x6, n6) + Multiply(d7, n5) + Multiply(x8, n4) + Multiply(d9, n3);
        Vector256<ulong> z3 = Multiply(x0, y3) + Multiply(x1, y2) + Multiply(x2, y1) + Multiply(x3, y0) + Multiply(x4, n9)
            + Multiply(x5, n8) + Multiply(x6, n7) + Multiply(x7, n6) + Multiply(x8, n5) + Multiply(x9, n4);
        Vector256<ulong> z4 = Multiply(x0, y4) + Multiply(d1, y3) + Multiply(x2, y2) + Multiply(d3, y1) + Multiply(x4, y0)
            + Multiply(d5, n9) + Multiply(x6, n8) + Multiply(d7, n7) + Multiply(x8, n6) + Multiply(d9, n5);
        Vector256<ulong> z5 = Multiply(x0, y5) + Multiply(x1, y4) + Multiply(x2, y3) + Multiply(x3, y2) + Multiply(x4, y1)
            + Multiply(x5, y0) + Multiply(x6, n9) + Multiply(x7, n8) + Multiply(x8, n7) + Multiply(x9, n6);
        Vector256<ulong> z6 = Multiply(x0, y6) + Multiply(d1, y5) + Multiply(x2, y4) + Multiply(d3, y3) + Multiply(x4, y2)
            + Multiply(d5, y1) + Multiply(x6, y0) + Multiply(d7, n9) + Multiply(x8, n8) + Multiply(d9, n7);
        Vector256<ulong> z7 = Multiply(x0, y7) + Multiply(x1, y6) + Multiply(x2, y5) + Multiply(x3, y4) + Multiply(x4, y3)
            + Multiply(x5, y2) + Multiply(x6, y1) + Multiply(x7, y0) + Multiply(x8, n9) + Multiply(x9, n8);
        Vector256<ulong> z8 = Multiply(x0, y8) + Multiply(d1, y7) + Multiply(x2, y6) + Multiply(d3, y5) + Multiply(x4, y4)
            + Multiply(d5, y3) + Multiply(x6, y2) + Multiply(d7, y1) + Multiply(x8, y0) + Multiply(d9, n9);
        Vector256<ulong> z9 = Multiply(x0, y9) + Multiply(x1, y8) + Multiply(x2, y7) + Multiply(x3, y6) + Multiply(x4, y5)
            + Multiply(x5, y4) + Multiply(x6, y3) + Multiply(x7, y2) + Multiply(x8, y1) + Multiply(x9, y0);
        Carry(r, z0, z1, z2, z3, z4, z5, z6, z7, z8, z9);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SquarePart(Vector256<uint>* x, Vector256<ulong>* r)
    {
        Vector256<uint> x0 = x[0], x1 = x[1 * Stride], x2 = x[2 * Stride], x3 = x[3 * Stride], x4 = x[4 * Stride];
        Vector256<uint> x5 = x[5 * Stride], x6 = x[6 * Stride], x7 = x[7 * Stride], x8 = x[8 * Stride], x9 = x[9 * Stride];
        Vector256<uint> c19 = Vector256.Create(19UL).AsUInt32();
        Vector256<uint> d0 = x0 + x0, d1 = x1 + x1, d2 = x2 + x2, d3 = x3 + x3, d4 = x4 + x4;
        Vector256<uint> d5 = x5 + x5, d6 = x6 + x6, d7 = x7 + x7, d8 = x8 + x8, d9 = x9 + x9;
        Vector256<uint> q1 = d1 + d1, q3 = d3 + d3, q5 = d5 + d5, q7 = d7 + d7;
        Vector256<uint> n5 = Multiply(x5, c19).AsUInt32(), n6 = Multiply(x6, c19).AsUInt32(), n7 = Multiply(x7, c19).AsUInt32();
        Vector256<uint> n8 = Multiply(x8, c19).AsUInt32(), n9 = Multiply(x9, c19).AsUInt32();
        Vector256<ulong> z0 = Multiply(x0, x0) + Multiply(q1, n9) + Multiply(d2, n8) + Multiply(q3, n7) + Multiply(d4, n6)
            + Multiply(d5, n5);
        Vector256<ulong> z1 = Multiply(d0, x1) + Multiply(d2, n9) + Multiply(d3, n8) + Multiply(d4, n7) + Multiply(d5, n6);
        Vector256<ulong> z2 = Multiply(d0, x2) + Multiply(d1, x1) + Multiply(q3, n9) + Multiply(d4, n8) + Multiply(q5, n7)
            + Multiply(x6, n6);
        Vector256<ulong> z3 = Multiply(d0, x3) + Multiply(d1, x2) + Multiply(d4, n9) + Multiply(d5, n8) + Multiply(d6, n7);
        Vector256<ulong> z4 = Multiply(d0, x4) + Multiply(q1, x3) + Multiply(x2, x2) + Multiply(q5, n9) + Multiply(d6, n8)
            + Multiply(d7, n7);
        Vector256<ulong> z5 = Multiply(d0, x5) + Multiply(d1, x4) + Multiply(d2, x3) + Multiply(d6, n9) + Multiply(d7, n8);
        Vector256<ulong> z6 = Multiply(d0, x6) + Multiply(q1, x5) + Multiply(d2, x4) + Multiply(d3, x3) + Multiply(q7, n9)
            + Multiply(x8, n8);
        Vector256<ulong> z7 = Multiply(d0, x7) + Multiply(d1, x6) + Multiply(d2, x5) + Multiply(d3, x4) + Multiply(d8, n9);
        Vector256<ulong> z8 = Multiply(d0, x8) + Multiply(q1, x7) + Multiply(d2, x6) + Multiply(q3, x5) + Multiply(x4, x4)
            + Multiply(d9, n9);
        Vector256<ulong> z9 = Multiply(d0, x9) + Multiply(d1, x8) + Multiply(d2, x7) + Multiply(d3, x6) + Multiply(d4, x5);
        Carry(r, z0, z1, z2, z3, z4, z5, z6, z7, z8, z9);
    }

    // Two carry chains side by side; every column fits 64 bits and the result has limbs at most 2^-6 bits over their size.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Carry(
        Vector256<ulong>* r, Vector256<ulong> z0, Vector256<ulong> z1, Vector256<ulong> z2, Vector256<ulong> z3, Vector256<ulong> z4,
        Vector256<ulong> z5, Vector256<ulong> z6, Vector256<ulong> z7, Vector256<ulong> z8, Vector256<ulong> z9)
    {
        Vector256<ulong> even = Vector256.Create((1UL << 26) - 1);
        Vector256<ulong> odd = Vector256.Create((1UL << 25) - 1);
        z1 += z0 >>> 26;
        z0 &= even;
        z5 += z4 >>> 26;
        z4 &= even;
        z2 += z1 >>> 25;
        z1 &= odd;
        z6 += z5 >>> 25;
        z5 &= odd;
        z3 += z2 >>> 26;
        z2 &= even;
        z7 += z6 >>> 26;
        z6 &= even;
        z4 += z3 >>> 25;
        z3 &= odd;
        z8 += z7 >>> 25;
        z7 &= odd;
        z5 += z4 >>> 26;
        z4 &= even;
        z9 += z8 >>> 26;
        z8 &= even;
        Vector256<ulong> top = z9 >>> 25;
        z9 &= odd;
        z0 += top + (top << 1) + (top << 4);
        z1 += z0 >>> 26;
        z0 &= even;
        r[0] = z0;
        r[1 * Stride] = z1;
        r[2 * Stride] = z2;
        r[3 * Stride] = z3;
        r[4 * Stride] = z4;
        r[5 * Stride] = z5;
        r[6 * Stride] = z6;
        r[7 * Stride] = z7;
        r[8 * Stride] = z8;
        r[9 * Stride] = z9;
    }
}
