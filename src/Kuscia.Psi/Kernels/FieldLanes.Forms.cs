using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kuscia.Psi.Kernels;

// Bytes, canonical forms and what can be asked of them.
internal static unsafe partial class FieldLanes
{
    // Limb i starts at this bit of the number.
    private static ReadOnlySpan<byte> Bits => [0, 26, 51, 77, 102, 128, 153, 179, 204, 230];

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
}
