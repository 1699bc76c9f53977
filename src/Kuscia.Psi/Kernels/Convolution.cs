using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kuscia.Psi.Kernels;

/// <summary>
/// One pass of the convolution of expand-convolute codes: from the first element to the last, element i is added to those of the next
/// 24 that its random bits name and to the 25th, which is then multiplied by a constant. Positions wrap around the end.
/// </summary>
internal static class Convolution
{
    /// <summary>Random taps.</summary>
    public const int Taps = 24;

    // The taps are bits, so without a product each of the 128 bit planes of the field would be a code word of its own and could be
    // attacked alone. Any element outside the proper subfields (all within that of 2^64 elements) does; this one is x^64 + x^31 + x^17 + x^5 + 1.
    internal static readonly Block Mixer = Vector128.Create(0x0000000080020021UL, 1UL);

    private static readonly Vector512<ulong>[] Masks = MakeMasks();

    /// <summary>Runs one pass.</summary>
    /// <param name="x">The vector; longer than 32.</param>
    /// <param name="coefficients">Gives the random taps.</param>
    /// <param name="portable">True to avoid the wide kernel.</param>
    public static void Run(Span<Block> x, FixedKeyAes coefficients, bool portable = false)
    {
        Span<Block> random = stackalloc Block[512];
        Span<uint> bits = MemoryMarshal.Cast<Block, uint>(random);
        int bulk = portable || !Avx512F.IsSupported || !Avx512DQ.IsSupported ? 0 : Math.Max(0, x.Length - 32) & ~3;
        for (int start = 0; start < x.Length; start += bits.Length)
        {
            coefficients.Counter((ulong)start / 4, random);
            int end = Math.Min(x.Length, start + bits.Length);
            int wide = Math.Clamp(bulk, start, end);
            if (wide > start)
            {
                Wide(ref x[start], bits[..(wide - start)]);
            }

            Plain(x, wide, end, bits[(wide - start)..]);
        }
    }

    private static void Plain(Span<Block> x, int from, int to, ReadOnlySpan<uint> bits)
    {
        for (int i = from; i < to; i++)
        {
            Block value = x[i];
            uint taps = bits[i - from];
            for (int j = 1; j <= Taps; j++, taps >>= 1)
            {
                int target = i + j < x.Length ? i + j : i + j - x.Length;
                x[target] ^= value & Vector128.Create(0UL - (taps & 1));
            }

            int last = i + Taps + 1 < x.Length ? i + Taps + 1 : i + Taps + 1 - x.Length;
            x[last] = Gf128.Multiply(x[last] ^ value, Mixer);
        }
    }

    /// <summary>The same with the next 24 elements in six registers that move along, so that nothing is stored and read again.</summary>
    private static void Wide(ref Block first, ReadOnlySpan<uint> bits)
    {
        ref Vector512<ulong> masks = ref MemoryMarshal.GetArrayDataReference(Masks);
        Block value = first;
        Vector512<ulong> carrier = value.ToVector256Unsafe().ToVector512Unsafe(); // the lowest lane is the value
        Vector512<ulong> a = Load(ref first, 1);
        Vector512<ulong> b = Load(ref first, 5);
        Vector512<ulong> c = Load(ref first, 9);
        Vector512<ulong> d = Load(ref first, 13);
        Vector512<ulong> e = Load(ref first, 17);
        Vector512<ulong> f = Load(ref first, 21);
        for (nuint i = 0; i < (nuint)bits.Length; i++)
        {
            ref Block at = ref Unsafe.Add(ref first, i);
            at = value;
            uint taps = bits[(int)i];
            Vector512<ulong> spread = Avx512F.Shuffle4x128(carrier, carrier, 0);
            a ^= spread & Unsafe.Add(ref masks, taps & 15);
            b ^= spread & Unsafe.Add(ref masks, (taps >> 4) & 15);
            c ^= spread & Unsafe.Add(ref masks, (taps >> 8) & 15);
            d ^= spread & Unsafe.Add(ref masks, (taps >> 12) & 15);
            e ^= spread & Unsafe.Add(ref masks, (taps >> 16) & 15);
            f ^= spread & Unsafe.Add(ref masks, (taps >> 20) & 15);
            Block next = Gf128.Multiply(Unsafe.Add(ref at, Taps + 1) ^ value, Mixer);
            carrier = a;
            value = a.GetLower().GetLower();
            a = Avx512F.AlignRight64(b, a, 2);
            b = Avx512F.AlignRight64(c, b, 2);
            c = Avx512F.AlignRight64(d, c, 2);
            d = Avx512F.AlignRight64(e, d, 2);
            e = Avx512F.AlignRight64(f, e, 2);
            f = Avx512F.AlignRight64(next.ToVector256Unsafe().ToVector512Unsafe(), f, 2);
        }

        ref Block end = ref Unsafe.Add(ref first, bits.Length);
        end = value;
        Store(ref end, 1, a);
        Store(ref end, 5, b);
        Store(ref end, 9, c);
        Store(ref end, 13, d);
        Store(ref end, 17, e);
        Store(ref end, 21, f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Load(ref Block first, int offset) =>
        Unsafe.ReadUnaligned<Vector512<ulong>>(ref Unsafe.As<Block, byte>(ref Unsafe.Add(ref first, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref Block first, int offset, Vector512<ulong> value) =>
        Unsafe.WriteUnaligned(ref Unsafe.As<Block, byte>(ref Unsafe.Add(ref first, offset)), value);

    private static Vector512<ulong>[] MakeMasks()
    {
        Vector512<ulong>[] masks = new Vector512<ulong>[16];
        for (int i = 0; i < 16; i++)
        {
            ulong Bit(int lane) => 0UL - (ulong)((i >> lane) & 1);
            masks[i] = Vector512.Create(Bit(0), Bit(0), Bit(1), Bit(1), Bit(2), Bit(2), Bit(3), Bit(3));
        }

        return masks;
    }
}
