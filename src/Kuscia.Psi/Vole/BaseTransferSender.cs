using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Vole;

/// <summary>
/// Random oblivious transfers over ristretto255, the side that gets both keys: it publishes A = aG; the other answers R = bG for choice 0
/// and R = bG + 2A for choice 1; the keys are hashes of aR and a(R - 2A) (Chou, Orlandi: The Simplest Protocol for Oblivious Transfer, LATINCRYPT 2015;
/// secure against semi-honest partners under CDH in the random-oracle model).
/// </summary>
internal sealed class BaseTransferSender : IDisposable
{
    private readonly SecretScalar _secret = SecretScalar.Random();

    /// <summary>Draws the secret.</summary>
    public BaseTransferSender()
    {
        _ = new ScalarKernel().Multiply(BaseTransfers.Generator, _secret, Offer);
    }

    /// <summary>What the other side needs: A.</summary>
    public byte[] Offer { get; } = new byte[Ristretto.EncodedLength];

    /// <summary>Computes the keys of all transfers from the answers of the other side.</summary>
    /// <returns>Two keys of 16 bytes for each answer; null when an answer is no valid element.</returns>
    public byte[]? Keys(ReadOnlySpan<byte> answers)
    {
        int count = answers.Length / Ristretto.EncodedLength;
        _ = Ristretto.TryDecode(Offer, out EdwardsPoint offer);
        CachedPoint shift = Ristretto.MultiplyByHalf(EdwardsPoint.Add(offer, offer.ToCached()), _secret).ToCached().Negate(1);
        EdwardsPoint[] products = new EdwardsPoint[2 * count];
        for (int i = 0; i < count; i++)
        {
            if (!Ristretto.TryDecode(answers.Slice(i * Ristretto.EncodedLength, Ristretto.EncodedLength), out EdwardsPoint point))
            {
                return null;
            }

            products[2 * i] = Ristretto.MultiplyByHalf(point, _secret);
            products[(2 * i) + 1] = EdwardsPoint.Add(products[2 * i], shift);
        }

        byte[] encoded = new byte[products.Length * Ristretto.EncodedLength];
        Ristretto.EncodeDoubles(products, encoded);
        byte[] keys = new byte[products.Length * BaseTransfers.KeyLength];
        for (int i = 0; i < products.Length; i++)
        {
            BaseTransfers.DeriveKey(
                i / 2, Offer, answers.Slice(i / 2 * Ristretto.EncodedLength, Ristretto.EncodedLength), encoded.AsSpan(i * Ristretto.EncodedLength, Ristretto.EncodedLength),
                keys.AsSpan(i * BaseTransfers.KeyLength, BaseTransfers.KeyLength));
        }

        return keys;
    }

    /// <inheritdoc/>
    public void Dispose() => _secret.Dispose();
}
