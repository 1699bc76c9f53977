using System.Security.Cryptography;
using System.Text;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Vole;

/// <summary>The public permutations of the protocol, each with a key of its own that nobody could choose.</summary>
internal static class PublicAes
{
    /// <summary>Left children of tree nodes.</summary>
    public static readonly FixedKeyAes Left = Create("tree left");

    /// <summary>Right children of tree nodes.</summary>
    public static readonly FixedKeyAes Right = Create("tree right");

    /// <summary>Masks of oblivious transfers.</summary>
    public static readonly FixedKeyAes Transfer = Create("transfer");

    /// <summary>Taps of the first convolution.</summary>
    public static readonly FixedKeyAes FirstTaps = Create("convolution 1");

    /// <summary>Taps of the second convolution.</summary>
    public static readonly FixedKeyAes SecondTaps = Create("convolution 2");

    /// <summary>Positions of the expander.</summary>
    public static readonly FixedKeyAes Expander = Create("expander");

    /// <summary>Compared tags.</summary>
    public static readonly FixedKeyAes Tag = Create("tag");

    /// <summary>Proofs of matches.</summary>
    public static readonly FixedKeyAes Proof = Create("proof");

    private static FixedKeyAes Create(string use) =>
        new(SHA256.HashData(Encoding.ASCII.GetBytes("kuscia-psi/rr22/1/" + use)).AsSpan(0, 16));
}
