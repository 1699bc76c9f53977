using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kuscia.Psi.Kernels;

/// <summary>
/// Arithmetic on field vectors. "Reduced" means limbs at most a hair over 26/25 bits, as products are; sums of two and
/// differences are not, and each method says what it takes. Masks are all ones or zero per lane. No operation depends on values.
/// Methods with loops skip the first compilation tier: a small job is over before the second one would replace it.
/// </summary>
internal static unsafe class FieldLanes
{
    private const int Words = FieldVector.Lanes * FieldVector.LimbCount;
    private const ulong Even = (1UL << 26) - 1;
    private const ulong Odd = (1UL << 25) - 1;

    // Limb i starts at this bit of the number.
    private static ReadOnlySpan<byte> Bits => [0, 26, 51, 77, 102, 128, 153, 179, 204, 230];

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

    /// <summary>Sets every lane to the same element.</summary>
    public static void Broadcast(FieldVector* r, in FieldElement element)
    {
        Span<byte> bytes = stackalloc byte[32];
        element.ToBytes(bytes);
        for (int lane = 0; lane < FieldVector.Lanes; lane++)
        {
            Load(r, lane, bytes);
        }
    }

    /// <summary>Reads 32 little-endian bytes into a lane; the top bit is ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(FieldVector* r, int lane, ReadOnlySpan<byte> bytes)
    {
        Span<ulong> words = stackalloc ulong[5];
        for (int i = 0; i < 4; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * i)..]);
        }

        words[3] &= ulong.MaxValue >> 1;
        words[4] = 0;
        for (int i = 0; i < FieldVector.LimbCount; i++)
        {
            int word = Bits[i] >> 6;
            int shift = Bits[i] & 63;
            ulong value = (words[word] >> shift) | ((words[word + 1] << 1) << (63 - shift));
            r->Limbs[(FieldVector.Lanes * i) + lane] = value & (i % 2 == 0 ? Even : Odd);
        }
    }

    /// <summary>Writes a lane of a canonical vector as 32 little-endian bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(FieldVector* canonical, int lane, Span<byte> bytes)
    {
        Span<ulong> words = stackalloc ulong[5];
        words.Clear();
        for (int i = 0; i < FieldVector.LimbCount; i++)
        {
            ulong limb = canonical->Limbs[(FieldVector.Lanes * i) + lane];
            int word = Bits[i] >> 6;
            int shift = Bits[i] & 63;
            words[word] |= limb << shift;
            words[word + 1] |= (limb >> 1) >> (63 - shift);
        }

        for (int i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(8 * i)..], words[i]);
        }
    }

    /// <summary>Brings the lanes to their one canonical form, below p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Canonicalize(FieldVector* r, FieldVector* a)
    {
        Reduce(r, a);
        Reduce(r, r);
        for (int half = 0; half < FieldVector.Lanes; half += Vector256<ulong>.Count)
        {
            ulong* z = r->Limbs + half;
            // Adding 19 carries out of bit 255 exactly when the value is at least p.
            Vector256<ulong> carry = Vector256.Create(19UL);
            for (int i = 0; i < FieldVector.LimbCount; i++)
            {
                carry = (Vector256.Load(z + (8 * i)) + carry) >>> (i % 2 == 0 ? 26 : 25);
            }

            carry = carry + (carry << 1) + (carry << 4);
            for (int i = 0; i < FieldVector.LimbCount; i++)
            {
                Vector256<ulong> limb = Vector256.Load(z + (8 * i)) + carry;
                carry = limb >>> (i % 2 == 0 ? 26 : 25);
                (limb & Vector256.Create(i % 2 == 0 ? Even : Odd)).Store(z + (8 * i));
            }
        }
    }

    /// <summary>The mask of lanes whose canonical form is odd.</summary>
    public static Vector512<ulong> IsNegative(FieldVector* a)
    {
        FieldVector canonical;
        Canonicalize(&canonical, a);
        return Vector512<ulong>.Zero - (Vector512.Load(canonical.Limbs) & Vector512<ulong>.One);
    }

    /// <summary>The mask of lanes that are zero.</summary>
    public static Vector512<ulong> IsZero(FieldVector* a)
    {
        FieldVector canonical;
        Canonicalize(&canonical, a);
        Vector512<ulong> any = Vector512<ulong>.Zero;
        for (int i = 0; i < Words; i += FieldVector.Lanes)
        {
            any |= Vector512.Load(canonical.Limbs + i);
        }

        return Vector512.Equals(any, Vector512<ulong>.Zero);
    }

    /// <summary>The mask of lanes in which both are equal; b must be reduced.</summary>
    public static Vector512<ulong> Equal(FieldVector* a, FieldVector* b)
    {
        FieldVector difference;
        Subtract(&difference, a, b);
        return IsZero(&difference);
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
