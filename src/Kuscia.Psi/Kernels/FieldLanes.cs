using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kuscia.Psi.Kernels;

/// <summary>
/// Arithmetic on field vectors. "Reduced" means limbs at most a hair over 26/25 bits, as products are; sums of two and
/// differences are not, and each method says what it takes. Masks are all ones or zero per lane. No operation depends on values.
/// Methods with loops skip the first compilation tier: a small job is over before the second one would replace it.
/// </summary>
internal static unsafe partial class FieldLanes
{
    private const int Words = FieldVector.Lanes * FieldVector.LimbCount;
    private const ulong Even = (1UL << 26) - 1;
    private const ulong Odd = (1UL << 25) - 1;

    /// <summary>True when this processor has the vector multiplications needed.</summary>
    public static bool IsSupported => Avx2.IsSupported && BitConverter.IsLittleEndian;

    /// <summary>r = a * b. Limbs of a may be 2.5 bits over their size, those of b 1.75; r is reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(FieldVector* r, FieldVector* a, FieldVector* b)
    {
        if (Avx512F.IsSupported)
        {
            FieldLanes512.Product(r, a, b);
        }
        else
        {
            FieldLanes256.Product(r, a, b);
        }
    }

    /// <summary>r = a * a. Limbs of a may be 1.75 bits over their size; r is reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square(FieldVector* r, FieldVector* a)
    {
        if (Avx512F.IsSupported)
        {
            FieldLanes512.Square(r, a);
        }
        else
        {
            FieldLanes256.Square(r, a);
        }
    }

    /// <summary>r = a squared <paramref name="count"/> times.</summary>
    public static void Square(FieldVector* r, FieldVector* a, int count)
    {
        Square(r, a);
        for (int i = 1; i < count; i++)
        {
            Square(r, r);
        }
    }

    /// <summary>r = a + b without carries: two reduced operands give limbs one bit over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(FieldVector* r, FieldVector* a, FieldVector* b)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            for (int i = 0; i < Words; i += 2 * Vector512<ulong>.Count)
            {
                (Vector512.Load(a->Limbs + i) + Vector512.Load(b->Limbs + i)).Store(r->Limbs + i);
                (Vector512.Load(a->Limbs + i + 8) + Vector512.Load(b->Limbs + i + 8)).Store(r->Limbs + i + 8);
            }

            return;
        }

        for (int i = 0; i < Words; i += Vector256<ulong>.Count)
        {
            (Vector256.Load(a->Limbs + i) + Vector256.Load(b->Limbs + i)).Store(r->Limbs + i);
        }
    }

    /// <summary>r = a - b + 2p for reduced b; a reduced a gives limbs 1.6 bits over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(FieldVector* r, FieldVector* a, FieldVector* b)
    {
        ulong even = (Even - 18) * 2;
        if (Vector512.IsHardwareAccelerated)
        {
            for (int i = 0; i < Words; i += 2 * Vector512<ulong>.Count)
            {
                (Vector512.Load(a->Limbs + i) + Vector512.Create(even) - Vector512.Load(b->Limbs + i)).Store(r->Limbs + i);
                (Vector512.Load(a->Limbs + i + 8) + Vector512.Create(Odd * 2) - Vector512.Load(b->Limbs + i + 8)).Store(r->Limbs + i + 8);
                even = Even * 2;
            }

            return;
        }

        for (int i = 0; i < Words; i += 2 * FieldVector.Lanes)
        {
            for (int half = i; half < i + FieldVector.Lanes; half += Vector256<ulong>.Count)
            {
                (Vector256.Load(a->Limbs + half) + Vector256.Create(even) - Vector256.Load(b->Limbs + half)).Store(r->Limbs + half);
                (Vector256.Load(a->Limbs + half + 8) + Vector256.Create(Odd * 2) - Vector256.Load(b->Limbs + half + 8)).Store(r->Limbs + half + 8);
            }

            even = Even * 2;
        }
    }

    /// <summary>r = 2p - a for reduced a; limbs one bit over.</summary>
    public static void Negate(FieldVector* r, FieldVector* a)
    {
        FieldVector zero = default;
        Subtract(r, &zero, a);
    }

    /// <summary>r = b where the mask is set, else a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(FieldVector* r, FieldVector* a, FieldVector* b, Vector512<ulong> mask)
    {
        Vector256<ulong> low = mask.GetLower();
        Vector256<ulong> high = mask.GetUpper();
        for (int i = 0; i < Words; i += FieldVector.Lanes)
        {
            Vector256.ConditionalSelect(low, Vector256.Load(b->Limbs + i), Vector256.Load(a->Limbs + i)).Store(r->Limbs + i);
            Vector256.ConditionalSelect(high, Vector256.Load(b->Limbs + i + 4), Vector256.Load(a->Limbs + i + 4)).Store(r->Limbs + i + 4);
        }
    }

    /// <summary>Carries every limb into the next once; r is reduced when limbs of a are at most 5 bits over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reduce(FieldVector* r, FieldVector* a)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<ulong> top = Vector512.Load(a->Limbs + 72) >>> 25;
            Vector512<ulong> carry = top + (top << 1) + (top << 4);
            for (int i = 0; i < Words; i += 2 * FieldVector.Lanes)
            {
                Vector512<ulong> low = Vector512.Load(a->Limbs + i);
                Vector512<ulong> high = Vector512.Load(a->Limbs + i + 8);
                ((low & Vector512.Create(Even)) + carry).Store(r->Limbs + i);
                ((high & Vector512.Create(Odd)) + (low >>> 26)).Store(r->Limbs + i + 8);
                carry = high >>> 25;
            }

            return;
        }

        ReduceHalf(r->Limbs, a->Limbs);
        ReduceHalf(r->Limbs + Vector256<ulong>.Count, a->Limbs + Vector256<ulong>.Count);
    }

    /// <summary>r = -a where the mask is set, else a; a must be reduced.</summary>
    public static void NegateWhere(FieldVector* r, FieldVector* a, Vector512<ulong> mask)
    {
        FieldVector negative;
        Negate(&negative, a);
        Select(r, a, &negative, mask);
    }

    /// <summary>r = the even one of a and -a; a must be reduced.</summary>
    public static void Abs(FieldVector* r, FieldVector* a) => NegateWhere(r, a, IsNegative(a));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReduceHalf(ulong* r, ulong* a)
    {
        Vector256<ulong> top = Vector256.Load(a + 72) >>> 25;
        Vector256<ulong> carry = top + (top << 1) + (top << 4);
        for (int i = 0; i < Words; i += 2 * FieldVector.Lanes)
        {
            Vector256<ulong> low = Vector256.Load(a + i);
            Vector256<ulong> high = Vector256.Load(a + i + 8);
            ((low & Vector256.Create(Even)) + carry).Store(r + i);
            ((high & Vector256.Create(Odd)) + (low >>> 26)).Store(r + i + 8);
            carry = high >>> 25;
        }
    }
}
