namespace Kuscia.Psi.Kernels;

/// <summary>The vector kernel: as many points side by side as the registers have lanes, encodings in batches of 256.</summary>
/// <typeparam name="TLanes">The register width.</typeparam>
/// <typeparam name="TReal">A register of doubles.</typeparam>
/// <typeparam name="TWord">The register as words.</typeparam>
internal sealed unsafe partial class LaneKernel<TLanes, TReal, TWord> : IMaskingKernel
    where TLanes : ILanes<TReal, TWord>
    where TReal : unmanaged
    where TWord : unmanaged
{
    private const int BatchElements = 256;

    private static int Lanes => sizeof(TReal) / sizeof(double);

    private static int Batch => BatchElements / Lanes;

    /// <inheritdoc/>
    public string Name => TLanes.Name;

    /// <inheritdoc/>
    public void MapAndMultiply(ReadOnlySpan<byte> uniform, SecretScalar scalar, Span<byte> encoded)
    {
        using Workspace w = new();
        int count = uniform.Length / Ristretto.UniformLength;
        for (int start = 0; start < count; start += BatchElements)
        {
            int size = Math.Min(BatchElements, count - start);
            for (int first = 0; first < size; first += Lanes)
            {
                Point* p = w.Points + (first / Lanes);
                MapLanes(p, uniform, start + first, count, w);
                MultiplyByHalf(p, scalar, w);
            }

            EncodeBatch(size, encoded.Slice(start * Ristretto.EncodedLength, size * Ristretto.EncodedLength), w);
        }
    }

    /// <inheritdoc/>
    public int Multiply(ReadOnlySpan<byte> elements, SecretScalar scalar, Span<byte> encoded)
    {
        using Workspace w = new();
        int count = elements.Length / Ristretto.EncodedLength;
        for (int start = 0; start < count; start += BatchElements)
        {
            int size = Math.Min(BatchElements, count - start);
            for (int first = 0; first < size; first += Lanes)
            {
                Point* p = w.Points + (first / Lanes);
                int wrong = DecodeLanes(p, elements, start + first, count, w);
                if (wrong >= 0)
                {
                    return wrong;
                }

                MultiplyByHalf(p, scalar, w);
            }

            EncodeBatch(size, encoded.Slice(start * Ristretto.EncodedLength, size * Ristretto.EncodedLength), w);
        }

        return -1;
    }

    /// <summary>Lanes past the end repeat the last input.</summary>
    private static void MapLanes(Point* p, ReadOnlySpan<byte> uniform, int first, int count, Workspace w)
    {
        Field* t = w.Outer + 4;
        for (int half = 0; half < 2; half++)
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                int index = Math.Min(first + lane, count - 1);
                LoadLane(t, lane, uniform.Slice((index * Ristretto.UniformLength) + (32 * half), 32));
            }

            FinishLoad(t);
            Map(p, t, w);
            if (half == 0)
            {
                ToCached(w.Picked, p, w);
            }
        }

        AddPoint(p, w.Picked, w);
    }

    private static int DecodeLanes(Point* p, ReadOnlySpan<byte> elements, int first, int count, Workspace w)
    {
        Field* s = w.Outer + 4;
        ulong wellFormed = 0;
        for (int lane = 0; lane < Lanes; lane++)
        {
            int index = Math.Min(first + lane, count - 1);
            ReadOnlySpan<byte> element = elements.Slice(index * Ristretto.EncodedLength, Ristretto.EncodedLength);
            LoadLane(s, lane, element);
            wellFormed |= Ristretto.IsCanonical(element) ? 1UL << lane : 0;
        }

        FinishLoad(s);
        ulong wrong = ~(TLanes.Extract(Decode(p, s, w)) & wellFormed) & ((1UL << Lanes) - 1);
        return wrong == 0 ? -1 : Math.Min(first + System.Numerics.BitOperations.TrailingZeroCount(wrong), count - 1);
    }

    private static void EncodeBatch(int size, Span<byte> encoded, Workspace w)
    {
        int vectors = (size + Lanes - 1) / Lanes;
        Field* product = w.Outer + 4;
        Field* s = w.Outer + 5;
        *product = w.Constants->One;
        for (int i = 0; i < vectors; i++)
        {
            PrepareDouble(w.Doubled + i, w.Points + i, product, w);
        }

        Invert(product, product, w);
        for (int i = vectors - 1; i >= 0; i--)
        {
            EncodeDouble(s, w.Doubled + i, product, w);
            for (int lane = 0; lane < Lanes && (i * Lanes) + lane < size; lane++)
            {
                int index = (i * Lanes) + lane;
                StoreLane(s, lane, encoded.Slice(index * Ristretto.EncodedLength, Ristretto.EncodedLength));
            }
        }
    }
}
