namespace Kuscia.Psi.Kernels;

/// <summary>The portable kernel: one point at a time in 64-bit arithmetic, encodings in batches.</summary>
internal sealed class ScalarKernel : IMaskingKernel
{
    private const int Batch = 64;

    /// <inheritdoc/>
    public string Name => "scalar";

    /// <inheritdoc/>
    public void MapAndMultiply(ReadOnlySpan<byte> uniform, SecretScalar scalar, Span<byte> encoded)
    {
        EdwardsPoint[] points = new EdwardsPoint[Batch];
        int count = uniform.Length / Ristretto.UniformLength;
        for (int start = 0; start < count; start += Batch)
        {
            int size = Math.Min(Batch, count - start);
            for (int i = 0; i < size; i++)
            {
                EdwardsPoint point = Ristretto.FromUniform(
                    uniform.Slice((start + i) * Ristretto.UniformLength, Ristretto.UniformLength));
                points[i] = Ristretto.MultiplyByHalf(point, scalar);
            }

            Ristretto.EncodeDoubles(points.AsSpan(0, size), encoded[(start * Ristretto.EncodedLength)..]);
        }
    }

    /// <inheritdoc/>
    public int Multiply(ReadOnlySpan<byte> elements, SecretScalar scalar, Span<byte> encoded)
    {
        EdwardsPoint[] points = new EdwardsPoint[Batch];
        int count = elements.Length / Ristretto.EncodedLength;
        for (int start = 0; start < count; start += Batch)
        {
            int size = Math.Min(Batch, count - start);
            for (int i = 0; i < size; i++)
            {
                ReadOnlySpan<byte> element = elements.Slice((start + i) * Ristretto.EncodedLength, Ristretto.EncodedLength);
                if (!Ristretto.TryDecode(element, out EdwardsPoint point))
                {
                    return start + i;
                }

                points[i] = Ristretto.MultiplyByHalf(point, scalar);
            }

            Ristretto.EncodeDoubles(points.AsSpan(0, size), encoded[(start * Ristretto.EncodedLength)..]);
        }

        return -1;
    }
}
