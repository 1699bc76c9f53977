namespace Kuscia.Psi.Vole;

/// <summary>
/// The sizes of one silent VOLE: a code of rate one half over regular noise, one noisy position in each of <see cref="Trees"/> blocks.
/// </summary>
internal sealed record VoleShape
{
    /// <summary>
    /// The share of the code length that is taken for the minimum distance of the expand-convolute code with expander weight 7 and
    /// 24 + 1 taps, accumulated twice: the pseudo-distance that the authors of the code (Raghuraman, Rindal, Tanguy: Expand-Convolute Codes
    /// for Pseudorandom Correlation Generators from LPN, CRYPTO 2023, eprint 2023/882) use for it in libOTe ("ExConv7x24").
    /// </summary>
    public const double DistanceRatio = 0.15;

    /// <summary>Bits of security against linear tests.</summary>
    public const int SecurityBits = 128;

    /// <summary>
    /// Noisy positions: the least t with (1 - d/N)^t at most 2^-128, rounded up to a multiple of 8. That is the chance that a test of weight d misses
    /// every noisy position, the bound that holds in a large field; it is also the bias in one bit plane, where half of the noise values
    /// are zero, so that taking the planes apart wins nothing. The authors' library asks for less: 248 by the formula for bits, (1 - 2d/N)^t, and of
    /// late, for large fields, 280: 64 bits against linear tests and at least 128 positions against all others. At 552, 64 bits are left
    /// should d/N be 0.08 only.
    /// </summary>
    public const int NoiseWeight = 552;

    /// <summary>Smaller correlations are cut from one of this length, so that noise stays sparse: one position in 60 at most.</summary>
    public const int MinimumLength = 1 << 14;

    private VoleShape(int length)
    {
        Length = Math.Max(length, MinimumLength);
        Leaves = ((2 * Length) + Trees - 1) / Trees;
        while (1 << Depth < Leaves)
        {
            Depth++;
        }
    }

    /// <summary>Elements of the correlation.</summary>
    public int Length { get; }

    /// <summary>Punctured trees.</summary>
    public int Trees { get; } = NoiseWeight;

    /// <summary>Leaves of a tree.</summary>
    public int Leaves { get; }

    /// <summary>Levels of a tree below its root.</summary>
    public int Depth { get; }

    /// <summary>Length of the noise vector.</summary>
    public int CodeLength => Trees * Leaves;

    /// <summary>Oblivious transfers that puncture the trees.</summary>
    public int Transfers => Trees * Depth;

    /// <summary>Blocks of a row of choice bits.</summary>
    public int ChoiceBlocks => (Transfers + 127) / 128;

    /// <summary>Blocks that the party with the vector sends: choices and noise values, masked, for each of 128 bits.</summary>
    public int RequestBlocks => 128 * (ChoiceBlocks + Trees);

    /// <summary>Blocks of the answer: two sums for each level of each tree, and a correction for each tree.</summary>
    public int ReplyBlocks => (2 * Transfers) + Trees;

    /// <summary>The shape for a correlation of at least <paramref name="length"/> elements.</summary>
    public static VoleShape For(int length) => new(length);
}
