using Kuscia.Psi.Kernels;
using Kuscia.Psi.Tests.Support;
using Kuscia.Psi.Vole;

namespace Kuscia.Psi.Tests.Vole;

/// <summary>
/// The security of a silent VOLE rests on every combination of outputs depending on many positions of the noise. These are the combinations
/// that an attacker would try first, on the smallest code, which has the least to spread over.
/// </summary>
[Collection(BusyTests.Name)]
public sealed class ExpandConvoluteCodeTests
{
    private static readonly VoleShape Shape = VoleShape.For(1);

    /// <summary>Random noise e, a random combination v: (H e) v = e (H^T v), with the transposed code written down apart.</summary>
    [Fact]
    public void The_transposed_code_is_the_one_that_is_run()
    {
        Block[] noise = RandomBlocks.Create(Shape.CodeLength);
        Block[] outputs = [.. noise];
        Block[] weights = RandomBlocks.Create(Shape.Length);

        ExpandConvoluteCode.Compress(Shape, outputs, null, 1);

        Assert.Equal(Product(outputs.AsSpan(0, Shape.Length), weights), Product(noise, TransposedCode.Apply(Shape, weights)));
    }

    /// <summary>
    /// Relative weights over the whole noise vector, of which the first half is the combination itself. The parameters assume 0.15 in the field;
    /// half of the planes of an element that is hit are one.
    /// </summary>
    [Fact]
    public void Outputs_and_their_sums_depend_on_far_more_noise_than_the_parameters_assume()
    {
        int[][] combinations =
        [
            .. Enumerable.Range(0, 60).Select(i => (int[])[i * (Shape.Length / 60)]),
            .. Enumerable.Range(0, 30).Select(i => (int[])[i, i + 1]),
            .. Enumerable.Range(0, 30).Select(i => (int[])[Shape.Length - 1 - i, i * 97, i * 211 + 5]),
        ];

        double[] weights = [.. combinations.Select(c => (double)TransposedCode.Apply(Shape, Combination(c)).Count(b => b != default) / Shape.CodeLength)];

        Assert.All(weights, w => Assert.InRange(w, 2 * VoleShape.DistanceRatio, 1));
    }

    private static Block[] Combination(int[] outputs)
    {
        Block[] weights = new Block[Shape.Length];
        outputs.ToList().ForEach(o => weights[o] = Gf128.One);
        return weights;
    }

    private static Block Product(ReadOnlySpan<Block> a, ReadOnlySpan<Block> b)
    {
        Block sum = default;
        for (int i = 0; i < a.Length; i++)
        {
            sum ^= Gf128.Multiply(a[i], b[i]);
        }

        return sum;
    }
}
