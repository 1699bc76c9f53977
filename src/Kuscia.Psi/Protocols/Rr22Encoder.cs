using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Kuscia.Psi.Channels;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Okvs;
using Kuscia.Psi.Vole;
using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Protocols;

/// <summary>The party that encodes its keys, compares tags and so learns the result.</summary>
internal sealed class Rr22Encoder(Rr22Session session, IPeerChannel channel, KeyStore keys, int workers, ILogger logger) : IDisposable
{
    /// <summary>Bytes of the proof that a match is one: the other party accepts a made-up match with probability 2^-64.</summary>
    public const int ProofLength = 8;

    /// <summary>Bytes of a match on the wire: the position of its tag and the proof.</summary>
    public const int MatchLength = sizeof(int) + ProofLength;

    private readonly VoleVectorParty _vole = new();
    private readonly Block[] _a = LargeBlocks.Create(session.Vole.CodeLength);
    private readonly Block[] _c = LargeBlocks.Create(session.Vole.CodeLength);
    private readonly Block[] _store = LargeBlocks.Create(session.Store.Length);
    private readonly List<int> _common = [];

    /// <summary>Runs all buckets.</summary>
    /// <returns>The numbers of the common keys in the order of the tags.</returns>
    public async Task<int[]> RunAsync(bool peerReceives, CancellationToken cancellationToken)
    {
        Task<(int[] Numbers, int[] Starts)> partition = Task.Run(() => session.Partition(keys), CancellationToken.None);
        await channel.SendAsync(ChannelStream.Elements, _vole.Offer, cancellationToken);
        byte[] answers = await channel.ReceiveAsync(ChannelStream.Answers, cancellationToken);
        if (!_vole.TryAccept(answers))
        {
            throw SizeExchange.Malformed(channel, "answered the base transfers with something else than 256 ristretto255 elements");
        }

        (int[] numbers, int[] starts) = await partition;
        for (int bucket = 0; bucket < session.Buckets; bucket++)
        {
            await RunBucketAsync(numbers.AsMemory(starts[bucket]..starts[bucket + 1]), peerReceives, cancellationToken);
            Rr22Protocol.LogBucket(logger, bucket + 1, session.Buckets);
        }

        return [.. _common];
    }

    /// <inheritdoc/>
    public void Dispose() => _vole.Dispose();

    private async Task RunBucketAsync(ReadOnlyMemory<int> numbers, bool peerReceives, CancellationToken cancellationToken)
    {
        Task<BinnedKeys> encoding = Task.Run(() => Encode(numbers.Span), CancellationToken.None);
        await BlockMessages.SendAsync(channel, ChannelStream.Elements, _vole.Request(session.Vole), session.Vole.RequestBlocks, cancellationToken);
        Block[] reply = await BlockMessages.ReceiveAsync(channel, ChannelStream.Answers, session.Vole.ReplyBlocks, cancellationToken);
        _vole.Finish(session.Vole, reply, _a, _c, workers);
        BinnedKeys binned = await encoding;
        Task<(Block[] Values, TagTable Table)> own = Task.Run(() => Tags(binned), CancellationToken.None);
        for (int i = 0; i < _store.Length; i++)
        {
            _store[i] ^= _a[i];
        }

        await BlockMessages.SendAsync(channel, ChannelStream.Elements, _store, _store.Length, cancellationToken);
        (Block[] values, TagTable table) = await own;
        (List<int> positions, List<int> rows) = await CompareAsync(table, binned.Keys.Length, cancellationToken);
        foreach (int row in rows)
        {
            _common.Add(binned.Numbers[row]);
        }

        if (peerReceives)
        {
            await TellAsync(positions, rows, values, cancellationToken);
        }
    }

    private BinnedKeys Encode(ReadOnlySpan<int> numbers)
    {
        Block[] own = LargeBlocks.Create(numbers.Length);
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = keys[numbers[i]];
        }

        BinnedKeys binned = BinnedKeys.Create(own, numbers, session.Store, session.Hash, session.Store.BinCapacity) ?? throw Rr22Session.Unlucky();
        return OkvsEncoder.TryEncode(session.Store, binned, session.Hash, _store, workers) ? binned : throw Rr22Session.Unlucky();
    }

    private (Block[] Values, TagTable Table) Tags(BinnedKeys binned)
    {
        Block[] values = LargeBlocks.Create(binned.Keys.Length);
        OkvsDecoder.Decode(session.Store, _c, binned, session.Hash, values, workers);
        Block[] tags = LargeBlocks.Create(values.Length);
        PublicAes.Tag.Hash(values, tags);
        return (values, new(tags, tags.Length, session.TagLength));
    }

    private async Task<(List<int> Positions, List<int> Rows)> CompareAsync(TagTable table, int count, CancellationToken cancellationToken)
    {
        List<int> positions = [];
        List<int> rows = [];
        bool[] found = new bool[count];
        int length = session.TagLength;
        await BlockMessages.ReceiveAsync(channel, ChannelStream.Answers, (long)session.AnswererCapacity * length, length, (at, chunk) =>
        {
            int[] numbers = new int[chunk.Length / length];
            table.Find(chunk, numbers);
            for (int i = 0; i < numbers.Length; i++)
            {
                int row = numbers[i];
                if (row >= 0)
                {
                    if (found[row])
                    {
                        throw SizeExchange.Malformed(channel, "gave the same answer to two elements");
                    }

                    found[row] = true;
                    positions.Add((int)(at / length) + i);
                    rows.Add(row);
                }
            }
        }, cancellationToken);
        return (positions, rows);
    }

    private async Task TellAsync(List<int> positions, List<int> rows, Block[] values, CancellationToken cancellationToken)
    {
        Block[] matched = new Block[rows.Count];
        for (int i = 0; i < matched.Length; i++)
        {
            matched[i] = values[rows[i]];
        }

        PublicAes.Proof.Hash(matched, matched);
        byte[] message = new byte[positions.Count * MatchLength];
        for (int i = 0; i < matched.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(i * MatchLength), positions[i]);
            BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan((i * MatchLength) + sizeof(int)), matched[i].ToScalar());
        }

        byte[] count = BitConverter.GetBytes(positions.Count);
        await channel.SendAsync(ChannelStream.Elements, count, cancellationToken);
        await BlockMessages.SendAsync(channel, ChannelStream.Elements, message, MatchLength, cancellationToken);
    }
}
