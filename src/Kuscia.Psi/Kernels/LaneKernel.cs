using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kuscia.Psi.Kernels;

/// <summary>The vector kernel: eight points side by side in AVX-512 or AVX2 registers, encodings in batches of 256.</summary>
internal sealed unsafe class LaneKernel : IMaskingKernel
{
    private const int BatchElements = LaneWorkspace.Batch * FieldVector.Lanes;

    /// <inheritdoc/>
    public string Name => Avx512F.IsSupported ? "avx512" : "avx2";

    /// <summary>True when this processor can run the kernel.</summary>
    public static bool IsSupported => FieldLanes.IsSupported;

    /// <inheritdoc/>
    public void MapAndMultiply(ReadOnlySpan<byte> uniform, SecretScalar scalar, Span<byte> encoded)
    {
        using LaneWorkspace w = new();
        int count = uniform.Length / Ristretto.UniformLength;
        for (int start = 0; start < count; start += BatchElements)
        {
            int size = Math.Min(BatchElements, count - start);
            for (int first = 0; first < size; first += FieldVector.Lanes)
            {
                PointVector* p = w.Points + (first / FieldVector.Lanes);
                MapEight(p, uniform, start + first, count, w);
                PointLanes.MultiplyByHalf(p, scalar, w);
            }

            EncodeBatch(size, encoded.Slice(start * Ristretto.EncodedLength, size * Ristretto.EncodedLength), w);
        }
    }

    /// <inheritdoc/>
    public int Multiply(ReadOnlySpan<byte> elements, SecretScalar scalar, Span<byte> encoded)
    {
        using LaneWorkspace w = new();
        int count = elements.Length / Ristretto.EncodedLength;
        for (int start = 0; start < count; start += BatchElements)
        {
            int size = Math.Min(BatchElements, count - start);
            for (int first = 0; first < size; first += FieldVector.Lanes)
            {
                PointVector* p = w.Points + (first / FieldVector.Lanes);
                int wrong = DecodeEight(p, elements, start + first, count, w);
                if (wrong >= 0)
                {
                    return wrong;
                }

                PointLanes.MultiplyByHalf(p, scalar, w);
            }

            EncodeBatch(size, encoded.Slice(start * Ristretto.EncodedLength, size * Ristretto.EncodedLength), w);
        }

        return -1;
    }

    /// <summary>Lanes past the end repeat the last input.</summary>
    private static void MapEight(PointVector* p, ReadOnlySpan<byte> uniform, int first, int count, LaneWorkspace w)
    {
        FieldVector* t = w.Outer + 4;
        for (int half = 0; half < 2; half++)
        {
            for (int lane = 0; lane < FieldVector.Lanes; lane++)
            {
                int index = Math.Min(first + lane, count - 1);
                FieldLanes.Load(t, lane, uniform.Slice((index * Ristretto.UniformLength) + (32 * half), 32));
            }

            RistrettoLanes.Map(p, t, w);
            if (half == 0)
            {
                PointLanes.ToCached(w.Picked, p, w);
            }
        }

        PointLanes.Add(p, w.Picked, w);
    }

    private static int DecodeEight(PointVector* p, ReadOnlySpan<byte> elements, int first, int count, LaneWorkspace w)
    {
        FieldVector* s = w.Outer + 4;
        FieldVector* canonical = w.Outer + 5;
        for (int lane = 0; lane < FieldVector.Lanes; lane++)
        {
            int index = Math.Min(first + lane, count - 1);
            FieldLanes.Load(s, lane, elements.Slice(index * Ristretto.EncodedLength, Ristretto.EncodedLength));
        }

        FieldLanes.Canonicalize(canonical, s);
        ulong valid = RistrettoLanes.Decode(p, s, w).ExtractMostSignificantBits();
        Span<byte> bytes = stackalloc byte[Ristretto.EncodedLength];
        for (int lane = 0; lane < FieldVector.Lanes; lane++)
        {
            int index = Math.Min(first + lane, count - 1);
            ReadOnlySpan<byte> given = elements.Slice(index * Ristretto.EncodedLength, Ristretto.EncodedLength);
            FieldLanes.Store(canonical, lane, bytes);
            if (((valid >> lane) & 1) == 0 || (given[0] & 1) != 0 || !bytes.SequenceEqual(given))
            {
                return index;
            }
        }

        return -1;
    }

    private static void EncodeBatch(int size, Span<byte> encoded, LaneWorkspace w)
    {
        int vectors = (size + FieldVector.Lanes - 1) / FieldVector.Lanes;
        FieldVector* product = w.Outer + 4;
        FieldVector* s = w.Outer + 5;
        *product = w.Constants->One;
        for (int i = 0; i < vectors; i++)
        {
            RistrettoLanes.PrepareDouble(w.Doubled + i, w.Points + i, product, w);
        }

        PowerLanes.Invert(product, product, w);
        for (int i = vectors - 1; i >= 0; i--)
        {
            RistrettoLanes.EncodeDouble(s, w.Doubled + i, product, w);
            for (int lane = 0; lane < FieldVector.Lanes && (i * FieldVector.Lanes) + lane < size; lane++)
            {
                int index = (i * FieldVector.Lanes) + lane;
                FieldLanes.Store(s, lane, encoded.Slice(index * Ristretto.EncodedLength, Ristretto.EncodedLength));
            }
        }
    }
}
