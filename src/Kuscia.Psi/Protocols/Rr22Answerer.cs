using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Kuscia.Psi.Channels;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Okvs;
using Kuscia.Psi.Vole;
using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Protocols;

/// <summary>The party that holds Delta and sends the tags of its keys, in random order and padded to a size that tells nothing.</summary>
internal sealed class Rr22Answerer(Rr22Session session, IPeerChannel channel, KeyStore keys, int workers, ILogger logger) : IDisposable
{
    private readonly VoleDeltaParty _vole = new();
    private readonly Block[] _b = LargeBlocks.Create(session.Vole.CodeLength);
    private readonly List<int> _common = [];

    /// <summary>Runs all buckets.</summary>
    /// <returns>The numbers of the common keys in the order of the tags; empty when this party does not receive.</returns>
    public async Task<int[]> RunAsync(bool receives, CancellationToken cancellationToken)
    {
        Task<(int[] Numbers, int[] Starts)> partition = Task.Run(() => session.Partition(keys), CancellationToken.None);
        byte[] offer = await channel.ReceiveAsync(ChannelStream.Elements, cancellationToken);
        byte[] answers = _vole.Choose(offer)
            ?? throw SizeExchange.Malformed(channel, "offered the base transfers with something else than a ristretto255 element");
        await channel.SendAsync(ChannelStream.Answers, answers, cancellationToken);
        (int[] numbers, int[] starts) = await partition;
        for (int bucket = 0; bucket < session.Buckets; bucket++)
        {
            await RunBucketAsync(numbers.AsMemory(starts[bucket]..starts[bucket + 1]), receives, cancellationToken);
            Rr22Protocol.LogBucket(logger, bucket + 1, session.Buckets);
        }

        return [.. _common];
    }

    /// <inheritdoc/>
    public void Dispose() => _vole.Dispose();

    private async Task RunBucketAsync(ReadOnlyMemory<int> numbers, bool receives, CancellationToken cancellationToken)
    {
        Task<(BinnedKeys Keys, int[] Order)> preparing = Task.Run(() => Prepare(numbers.Span), CancellationToken.None);
        Block[] request = await BlockMessages.ReceiveAsync(channel, ChannelStream.Elements, session.Vole.RequestBlocks, cancellationToken);
        Block[] reply = _vole.Answer(session.Vole, request, _b, workers);
        Task sending = BlockMessages.SendAsync(channel, ChannelStream.Answers, reply, reply.Length, cancellationToken);
        VoleDeltaParty.Finish(session.Vole, _b, workers);
        await sending;
        await BlockMessages.ReceiveAsync(channel, ChannelStream.Elements, session.Store.Length * 16L, 16, AddShifted, cancellationToken);
        (BinnedKeys binned, int[] order) = await preparing;
        Block[] values = Values(binned);
        await BlockMessages.SendAsync(channel, ChannelStream.Answers, Tags(values, order), session.TagLength, cancellationToken);
        if (receives)
        {
            await LearnAsync(binned, values, order, cancellationToken);
        }
    }

    private (BinnedKeys Keys, int[] Order) Prepare(ReadOnlySpan<int> numbers)
    {
        Block[] own = LargeBlocks.Create(numbers.Length);
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = keys[numbers[i]];
        }

        BinnedKeys binned = BinnedKeys.Create(own, numbers, session.Store, session.Hash, int.MaxValue) ?? throw Rr22Session.Unlucky();
        return (binned, RandomPermutation.Create(session.AnswererCapacity));
    }

    // B' = B + Delta (A + P).
    private void AddShifted(long at, ReadOnlySpan<byte> chunk)
    {
        ReadOnlySpan<Block> shifted = MemoryMarshal.Cast<byte, Block>(chunk);
        Span<Block> target = _b.AsSpan((int)(at / 16), shifted.Length);
        Block delta = _vole.Delta;
        for (int i = 0; i < target.Length; i++)
        {
            target[i] ^= Gf128.Multiply(shifted[i], delta);
        }
    }

    private Block[] Values(BinnedKeys binned)
    {
        Block[] values = LargeBlocks.Create(binned.Keys.Length);
        OkvsDecoder.Decode(session.Store, _b, binned, session.Hash, values, workers);
        Block delta = _vole.Delta;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] ^= Gf128.Multiply(binned.Keys[i], delta);
        }

        return values;
    }

    // Positions beyond the own keys get random bytes, which nobody can tell from tags.
    private byte[] Tags(Block[] values, int[] order)
    {
        Block[] tags = LargeBlocks.Create(order.Length);
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(tags.AsSpan(values.Length)));
        PublicAes.Tag.Hash(values, tags);
        byte[] message = GC.AllocateUninitializedArray<byte>(order.Length * session.TagLength);
        for (int i = 0; i < order.Length; i++)
        {
            MemoryMarshal.AsBytes(tags.AsSpan(order[i], 1))[..session.TagLength].CopyTo(message.AsSpan(i * session.TagLength));
        }

        return message;
    }

    private async Task LearnAsync(BinnedKeys binned, Block[] values, int[] order, CancellationToken cancellationToken)
    {
        byte[] message = await channel.ReceiveAsync(ChannelStream.Elements, cancellationToken);
        int count = message.Length == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(message) : -1;
        if (count < 0 || count > values.Length)
        {
            throw SizeExchange.Malformed(channel, $"found {count} common keys where at most {values.Length} can be");
        }

        int last = -1;
        Block[] proof = new Block[1];
        await BlockMessages.ReceiveAsync(channel, ChannelStream.Elements, (long)count * Rr22Encoder.MatchLength, Rr22Encoder.MatchLength, (_, chunk) =>
        {
            for (int i = 0; i < chunk.Length; i += Rr22Encoder.MatchLength)
            {
                int position = BinaryPrimitives.ReadInt32LittleEndian(chunk[i..]);
                ReadOnlySpan<byte> shown = chunk.Slice(i + sizeof(int), Rr22Encoder.ProofLength);
                int row = position > last && position < order.Length ? order[position] : int.MaxValue;
                if (row >= values.Length)
                {
                    throw SizeExchange.Malformed(channel, "says that a key is common which this party has not sent");
                }

                last = position;
                PublicAes.Proof.Hash(values.AsSpan(row, 1), proof);
                if (!CryptographicOperations.FixedTimeEquals(shown, MemoryMarshal.AsBytes(proof.AsSpan())[..Rr22Encoder.ProofLength]))
                {
                    throw SizeExchange.Malformed(channel, "says that a key is common without knowing it");
                }

                _common.Add(binned.Numbers[row]);
            }
        }, cancellationToken);
    }
}
