using System.Security.Cryptography;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Tests.Support;
using Kuscia.Psi.Vole;

namespace Kuscia.Psi.Tests.Vole;

[Collection(BusyTests.Name)]
public sealed class SilentVoleTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(50_001, 2)]
    public void Correlations_hold_time_after_time(int length, int workers)
    {
        VoleShape shape = VoleShape.For(length);
        using VoleVectorParty vector = new();
        using VoleDeltaParty delta = new();
        Assert.True(vector.TryAccept(delta.Choose(vector.Offer.Span)));
        Block[][] a = [new Block[shape.CodeLength], new Block[shape.CodeLength]];
        Block[] b = new Block[shape.CodeLength];
        Block[] c = new Block[shape.CodeLength];

        foreach (Block[] own in a)
        {
            Block[] reply = delta.Answer(shape, vector.Request(shape), b, workers);
            VoleDeltaParty.Finish(shape, b, workers);
            vector.Finish(shape, reply, own, c, workers);

            Assert.Equal(Enumerable.Range(0, shape.Length).Select(i => Gf128.Multiply(own[i], delta.Delta) ^ b[i]), c.Take(shape.Length));
        }

        Assert.Equal(2 * shape.Length, a.SelectMany(v => v.Take(shape.Length)).Distinct().Count());
    }

    [Fact]
    public void Base_transfers_give_the_chosen_key_and_not_the_other()
    {
        using BaseTransferSender sender = new();
        byte[] choices = [0, 1, 1, 0, 1];
        byte[] answers = new byte[choices.Length * Ristretto.EncodedLength];
        byte[] chosen = new byte[choices.Length * BaseTransfers.KeyLength];

        Assert.True(BaseTransfers.TryChoose(sender.Offer, choices, answers, chosen));

        byte[][] keys = [.. (sender.Keys(answers) ?? []).Chunk(BaseTransfers.KeyLength)];
        Assert.Equal(chosen.Chunk(BaseTransfers.KeyLength), choices.Select((c, i) => keys[(2 * i) + c]));
        Assert.Equal(10, keys.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void Elements_that_are_none_are_refused_on_both_sides()
    {
        using BaseTransferSender sender = new();
        byte[] identity = new byte[Ristretto.EncodedLength];
        byte[] space = new byte[Ristretto.EncodedLength];

        Assert.Null(sender.Keys(identity));
        Assert.False(BaseTransfers.TryChoose(identity, [0], space, space));
        Assert.False(BaseTransfers.TryChoose(sender.Offer.AsSpan(1), [0], space, space));
    }

    [Fact]
    public void The_noise_weight_follows_from_its_formula()
    {
        double missed = Math.Log2(1 - VoleShape.DistanceRatio);

        Assert.Equal(546, (int)Math.Ceiling(-VoleShape.SecurityBits / missed));
        Assert.Equal((546 + 7) / 8 * 8, VoleShape.NoiseWeight);
        Assert.True(-VoleShape.NoiseWeight * Math.Log2(1 - 0.08) >= 64); // what the authors ask for, were the distance half as large
        Assert.True(VoleShape.NoiseWeight >= VoleShape.SecurityBits); // decoding at rate 1/2 guesses a bit for each position
        Assert.True(VoleShape.For(1).Leaves >= 60);
    }

    [Fact]
    public void Two_runs_share_nothing()
    {
        using VoleDeltaParty first = new();
        using VoleDeltaParty second = new();

        Assert.NotEqual(first.Delta, second.Delta);
        Assert.NotEqual(Psi.Protocols.Rr22Protocol.Nonce(), RandomNumberGenerator.GetBytes(16));
    }
}
