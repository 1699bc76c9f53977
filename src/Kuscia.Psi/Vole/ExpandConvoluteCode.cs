using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Vole;

/// <summary>
/// The compression of a systematic expand-convolute code (CRYPTO 2023, eprint 2023/882): the second part of the noise vector goes
/// through two convolutions, and each element of the first part gets seven elements of that. Four of the seven lie in one quarter each
/// (regular expander), three anywhere.
/// </summary>
internal static class ExpandConvoluteCode
{
    /// <summary>Elements added to each output.</summary>
    public const int Weight = 7;

    private const int Regular = 4;
    private const int OutputsPerStep = 512;

    /// <summary>Compresses vectors of one shape in place: afterwards the first <see cref="VoleShape.Length"/> elements are the outputs.</summary>
    public static void Compress(VoleShape shape, Block[] first, Block[]? second, int workers)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = workers };
        Parallel.For(0, second is null ? 1 : 2, options, i => Convolve((i == 0 ? first : second ?? first).AsSpan(0, shape.CodeLength)[shape.Length..]));
        int steps = (shape.Length + OutputsPerStep - 1) / OutputsPerStep;
        int parts = Math.Min(steps, workers * 4);
        Parallel.For(0, parts, options, part =>
        {
            Span<Block> random = new Block[OutputsPerStep * 2];
            int to = (int)((long)steps * (part + 1) / parts);
            for (int step = (int)((long)steps * part / parts); step < to; step++)
            {
                PublicAes.Expander.Counter((ulong)step * OutputsPerStep * 2, random);
                int start = step * OutputsPerStep;
                int count = Math.Min(OutputsPerStep, shape.Length - start);
                Expand(shape, first, start, count, random);
                if (second is not null)
                {
                    Expand(shape, second, start, count, random);
                }
            }
        });
    }

    private static void Convolve(Span<Block> x)
    {
        Convolution.Run(x, PublicAes.FirstTaps);
        Convolution.Run(x, PublicAes.SecondTaps);
    }

    private static void Expand(VoleShape shape, Block[] vector, int start, int count, Span<Block> random)
    {
        ReadOnlySpan<uint> draws = MemoryMarshal.Cast<Block, uint>(random);
        uint parity = (uint)(shape.CodeLength - shape.Length);
        uint quarter = parity / Regular;
        ref Block from = ref vector[shape.Length];
        ref Block to = ref vector[start];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<uint> draw = draws.Slice(i * 8, 8);
            Block a = At(ref from, draw[0], quarter, 0) ^ At(ref from, draw[1], quarter, quarter);
            Block b = At(ref from, draw[2], quarter, quarter * 2) ^ At(ref from, draw[3], quarter, quarter * 3);
            Block c = At(ref from, draw[4], parity, 0) ^ At(ref from, draw[5], parity, 0);
            Unsafe.Add(ref to, i) ^= a ^ b ^ c ^ At(ref from, draw[6], parity, 0);
        }
    }

    // 32 random bits scaled to the range: the bias is below range / 2^32. The result is below offset + range, which ends within the vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block At(ref Block from, uint draw, uint range, uint offset) =>
        Unsafe.Add(ref from, offset + (uint)(((ulong)draw * range) >> 32));
}
