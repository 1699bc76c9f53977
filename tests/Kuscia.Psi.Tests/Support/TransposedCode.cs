using System.Runtime.InteropServices;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Vole;

namespace Kuscia.Psi.Tests.Support;

/// <summary>The expand-convolute code read backwards: which positions of the noise a combination of outputs depends on, and how.</summary>
internal static class TransposedCode
{
    public static Block[] Apply(VoleShape shape, Block[] weights)
    {
        Block[] result = new Block[shape.CodeLength];
        weights.CopyTo(result, 0);
        Span<Block> parity = result.AsSpan(shape.Length);
        uint quarter = (uint)parity.Length / 4;
        Block[] random = new Block[2];
        for (int i = 0; i < shape.Length; i++)
        {
            PublicAes.Expander.Counter((ulong)i * 2, random);
            ReadOnlySpan<uint> draws = MemoryMarshal.Cast<Block, uint>(random);
            for (int j = 0; j < ExpandConvoluteCode.Weight; j++)
            {
                int at = j < 4 ? (int)(j * quarter) + Scale(draws[j], quarter) : Scale(draws[j], (uint)parity.Length);
                parity[at] ^= weights[i];
            }
        }

        Back(parity, PublicAes.SecondTaps);
        Back(parity, PublicAes.FirstTaps);
        return result;
    }

    // Forward: x[i + j] += x[i] for the taps j, then x[i + 25] = (x[i + 25] + x[i]) times the constant.
    private static void Back(Span<Block> x, FixedKeyAes coefficients)
    {
        Block[] random = new Block[(x.Length + 3) / 4];
        coefficients.Counter(0, random);
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<Block, uint>(random);
        for (int i = x.Length - 1; i >= 0; i--)
        {
            int last = (i + Convolution.Taps + 1) % x.Length;
            x[last] = Gf128.Multiply(x[last], Convolution.Mixer);
            x[i] ^= x[last];
            for (int j = Convolution.Taps; j >= 1; j--)
            {
                if (((bits[i] >> (j - 1)) & 1) == 1)
                {
                    x[i] ^= x[(i + j) % x.Length];
                }
            }
        }
    }

    private static int Scale(uint draw, uint range) => (int)(((ulong)draw * range) >> 32);
}
