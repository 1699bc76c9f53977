using System.Threading.Channels;
using Kuscia.Psi.Channels;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Tables;
using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Protocols;

/// <summary>
/// Diffie-Hellman PSI over ristretto255 (Meadows 1986; Huberman, Franklin, Hogg 1999), secure against semi-honest
/// partners in the random-oracle model under DDH. Each party sends its keys mapped to the group and raised to its secret,
/// in random order; who must not learn the result gets no answers to its elements.
/// </summary>
/// <param name="kernel">The group arithmetic.</param>
/// <param name="workers">Threads to use.</param>
/// <param name="scratchFolder">Where masked elements go that exceed the memory set aside for them.</param>
/// <param name="elementsInMemory">Masked elements kept in memory, 32 bytes each.</param>
/// <param name="logger">Where steps are told.</param>
internal sealed partial class EcdhProtocol(
    IMaskingKernel kernel, int workers, string scratchFolder, int elementsInMemory, ILogger logger) : IIntersectionProtocol
{
    // Computed answers that may wait for the link: enough to keep computing over one slow round trip.
    private const int AnswersAhead = 4;

    // 256 KiB a message: a link limited to 10 KB/s still carries one within the time an attempt may take.
    private const int ChunkElements = (1 << 18) / Ristretto.EncodedLength;

    /// <inheritdoc/>
    public string Name => "ecdh-ristretto255-2";

    /// <inheritdoc/>
    public async Task<Intersection> RunAsync(
        IAsyncEnumerable<DigestBlock> keys, Func<long> rows, ReceiverRoles roles, IPeerChannel channel, CancellationToken cancellationToken)
    {
        using SecretScalar secret = SecretScalar.Random();
        ElementMasker masker = new(kernel, secret, workers);
        using SpilledBytes elements = new(Ristretto.EncodedLength, scratchFolder, elementsInMemory);
        await masker.MaskAsync(keys, elements, cancellationToken);
        PeakMemory.ReleasePhase(elements.Count);
        LogMasked(logger, elements.Count);
        (SetSize peer, byte[] _) = await SizeExchange.RunAsync(new(elements.Count, rows()), default, channel, cancellationToken);
        LogSizes(logger, elements.Count, channel.PeerName, peer.Keys);

        int tagLength = TagLength(elements.Count, peer.Keys);
        int[] order = RandomPermutation.Create(elements.Count);
        ReflectionGuard guard = new(elements, order);
        FingerprintIndex peerTags = new();
        ChunkedBytes ownTags = new(tagLength, 1 << 14);
        Channel<byte[]> answers = Channel.CreateBounded<byte[]>(AnswersAhead); // full: computing waits for the link
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] parts =
        [
            StopOthersOnFailure(SendElementsAsync(elements, order, channel, stop.Token), stop),
            StopOthersOnFailure(AnswerAsync(masker, guard, peer.Keys, tagLength, roles, peerTags, answers.Writer, channel, stop.Token), stop),
            StopOthersOnFailure(SendAnswersAsync(answers.Reader, channel, stop.Token), stop),
            StopOthersOnFailure(ReceiveAnswersAsync(roles.SelfReceives ? order.Length : 0, ownTags, channel, stop.Token), stop),
        ];
        await AllAsync(parts);
        return new(roles.SelfReceives ? Match(order, ownTags, peerTags, channel) : null, peer);
    }

    /// <summary>Bytes compared per key: 40 bits of slack over the number of pairs, at least 12 and at most 16.</summary>
    internal static int TagLength(int ownCount, int peerCount)
    {
        double pairs = Math.Max(1.0, ownCount) * Math.Max(1.0, peerCount); // the same number on both sides, to the last bit
        double bits = 40 + Math.Log2(pairs);
        return Math.Clamp((int)Math.Ceiling(bits / 8), 12, 16);
    }

    private static async Task SendElementsAsync(
        SpilledBytes elements, int[] order, IPeerChannel channel, CancellationToken cancellationToken)
    {
        byte[] chunk = new byte[ChunkElements * Ristretto.EncodedLength];
        for (int start = 0; start < order.Length; start += ChunkElements)
        {
            int count = Math.Min(ChunkElements, order.Length - start);
            for (int i = 0; i < count; i++)
            {
                elements.CopyTo(order[start + i], chunk.AsSpan(i * Ristretto.EncodedLength));
            }

            await channel.SendAsync(
                ChannelStream.Elements, chunk.AsMemory(0, count * Ristretto.EncodedLength), cancellationToken);
        }

        elements.Dispose(); // half of the peak is still to come
    }

    private static async Task AnswerAsync(
        ElementMasker masker, ReflectionGuard guard, int count, int tagLength, ReceiverRoles roles, FingerprintIndex tags, ChannelWriter<byte[]> answers,
        IPeerChannel channel, CancellationToken cancellationToken)
    {
        byte[] padded = new byte[16];
        for (int done = 0; done < count;)
        {
            byte[] chunk = await channel.ReceiveAsync(ChannelStream.Elements, cancellationToken);
            int size = chunk.Length / Ristretto.EncodedLength;
            if (size == 0 || chunk.Length % Ristretto.EncodedLength != 0 || size > count - done)
            {
                throw Malformed(channel, $"sent {chunk.Length} bytes of elements where {(long)(count - done) * Ristretto.EncodedLength} were left");
            }

            guard.Check(chunk, channel);
            byte[] answer = new byte[size * tagLength];
            await masker.AnswerAsync(chunk, answer, tagLength, channel.PeerName, cancellationToken);
            for (int i = 0; i < size; i++)
            {
                answer.AsSpan(i * tagLength, tagLength).CopyTo(padded);
                if (!tags.Add(padded, out _))
                {
                    throw Malformed(channel, "sent the same element twice; keys of a set are distinct");
                }
            }

            if (roles.PeerReceives)
            {
                await answers.WriteAsync(answer, cancellationToken);
            }

            done += size;
        }

        answers.Complete();
    }

    private static async Task SendAnswersAsync(ChannelReader<byte[]> answers, IPeerChannel channel, CancellationToken cancellationToken)
    {
        await foreach (byte[] answer in answers.ReadAllAsync(cancellationToken))
        {
            await channel.SendAsync(ChannelStream.Answers, answer, cancellationToken);
        }
    }

    private static async Task ReceiveAnswersAsync(
        int count, ChunkedBytes tags, IPeerChannel channel, CancellationToken cancellationToken)
    {
        while (tags.Count < count)
        {
            byte[] chunk = await channel.ReceiveAsync(ChannelStream.Answers, cancellationToken);
            int size = chunk.Length / tags.ItemSize;
            if (size == 0 || chunk.Length % tags.ItemSize != 0 || size > count - tags.Count)
            {
                throw Malformed(channel, $"sent {chunk.Length} bytes of answers where {(long)(count - tags.Count) * tags.ItemSize} were left");
            }

            tags.Append(chunk);
        }
    }

    private static int[] Match(int[] order, ChunkedBytes ownTags, FingerprintIndex peerTags, IPeerChannel channel)
    {
        List<int> positions = [];
        Span<byte> padded = stackalloc byte[16];
        for (int i = 0; i < order.Length; i++)
        {
            ownTags[i].CopyTo(padded);
            if (peerTags.Find(padded) >= 0)
            {
                positions.Add(i);
            }
        }

        // Both parties compute the same tag for a common key, so the order of tags is shared.
        positions.Sort((a, b) => ownTags[a].SequenceCompareTo(ownTags[b]));
        for (int i = 1; i < positions.Count; i++)
        {
            if (ownTags[positions[i]].SequenceEqual(ownTags[positions[i - 1]]))
            {
                throw Malformed(channel, "gave the same answer to two elements");
            }
        }

        return [.. positions.Select(p => order[p])];
    }

    private static async Task StopOthersOnFailure(Task part, CancellationTokenSource stop)
    {
        try
        {
            await part;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Waits for all parts and throws the first real failure rather than a cancellation that followed from it.</summary>
    private static async Task AllAsync(Task[] parts)
    {
        Task all = Task.WhenAll(parts);
        try
        {
            await all;
        }
        catch (Exception) when (parts.FirstOrDefault(p => p.IsFaulted) is { } failed)
        {
            await failed;
        }
    }

    private static PsiException Malformed(IPeerChannel channel, string what) =>
        new(ExitCode.Partner, $"the engine of {channel.PeerName} {what}");
}
