using System.Buffers.Binary;
using System.Security.Cryptography;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Vole;

/// <summary>The side of the random oblivious transfers that chooses, and what both sides share.</summary>
internal static class BaseTransfers
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 16;

    /// <summary>The encoded generator of ristretto255 (RFC 9496 appendix A.1).</summary>
    public static readonly byte[] Generator = Convert.FromHexString("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76");

    private static readonly byte[] Domain = "kuscia-psi/rr22/1/base transfer"u8.ToArray();

    /// <summary>Answers an offer. The same operations run for both values of a choice.</summary>
    /// <param name="offer">The element A.</param>
    /// <param name="choices">0 or 1 for each transfer.</param>
    /// <param name="answers">What the sender needs.</param>
    /// <param name="keys">A key of 16 bytes for each choice.</param>
    /// <returns>False when the offer is no valid element.</returns>
    public static bool TryChoose(ReadOnlySpan<byte> offer, ReadOnlySpan<byte> choices, Span<byte> answers, Span<byte> keys)
    {
        if (offer.Length != Ristretto.EncodedLength || !Ristretto.TryDecode(offer, out EdwardsPoint a))
        {
            return false;
        }

        _ = Ristretto.TryDecode(Generator, out EdwardsPoint generator);
        EdwardsPoint[] points = new EdwardsPoint[choices.Length];
        EdwardsPoint[] shared = new EdwardsPoint[choices.Length];
        CachedPoint shift = a.ToCached();
        for (int i = 0; i < choices.Length; i++)
        {
            using SecretScalar b = SecretScalar.Random();
            CachedPoint chosen = default;
            chosen.Merge(CachedPoint.Identity, choices[i] - 1UL);
            chosen.Merge(shift, 0UL - choices[i]);
            points[i] = EdwardsPoint.Add(Ristretto.MultiplyByHalf(generator, b), chosen);
            shared[i] = Ristretto.MultiplyByHalf(a, b);
        }

        byte[] encoded = new byte[choices.Length * Ristretto.EncodedLength];
        Ristretto.EncodeDoubles(points, answers);
        Ristretto.EncodeDoubles(shared, encoded);
        for (int i = 0; i < choices.Length; i++)
        {
            Range at = (i * Ristretto.EncodedLength)..((i + 1) * Ristretto.EncodedLength);
            DeriveKey(i, offer, answers[at], encoded.AsSpan(at), keys.Slice(i * KeyLength, KeyLength));
        }

        CryptographicOperations.ZeroMemory(encoded);
        return true;
    }

    /// <summary>The key of a transfer: a hash over its number, both messages and the shared element.</summary>
    public static void DeriveKey(int number, ReadOnlySpan<byte> offer, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> shared, Span<byte> key)
    {
        Span<byte> text = stackalloc byte[Domain.Length + sizeof(int) + (3 * Ristretto.EncodedLength)];
        Domain.CopyTo(text);
        BinaryPrimitives.WriteInt32LittleEndian(text[Domain.Length..], number);
        Span<byte> rest = text[(Domain.Length + sizeof(int))..];
        offer.CopyTo(rest);
        answer.CopyTo(rest[Ristretto.EncodedLength..]);
        shared.CopyTo(rest[(2 * Ristretto.EncodedLength)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(text, hash);
        hash[..KeyLength].CopyTo(key);
        CryptographicOperations.ZeroMemory(text);
        CryptographicOperations.ZeroMemory(hash);
    }
}
