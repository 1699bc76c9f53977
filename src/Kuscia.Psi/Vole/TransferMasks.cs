using System.Runtime.Intrinsics;

namespace Kuscia.Psi.Vole;

/// <summary>
/// Masks of extended oblivious transfers: the tweaked hash P(P(x) xor j) xor P(x), correlation robust for AES as a random permutation
/// (TMMO in Guo, Katz, Wang, Yu, S&amp;P 2020).
/// </summary>
internal static class TransferMasks
{
    /// <summary>The masks of consecutive transfers.</summary>
    /// <param name="rows">The row of each transfer.</param>
    /// <param name="first">The number of the first, unique in a run of the protocol.</param>
    /// <param name="masks">The masks.</param>
    public static void Compute(ReadOnlySpan<Block> rows, ulong first, Span<Block> masks)
    {
        Block[] inner = new Block[rows.Length];
        PublicAes.Transfer.Encrypt(rows, inner);
        for (int i = 0; i < inner.Length; i++)
        {
            masks[i] = inner[i] ^ Vector128.CreateScalar(first + (ulong)i);
        }

        PublicAes.Transfer.Encrypt(masks, masks);
        for (int i = 0; i < inner.Length; i++)
        {
            masks[i] ^= inner[i];
        }
    }
}
