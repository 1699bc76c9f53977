using System.Buffers.Binary;
using Kuscia.Psi.Channels;
using Kuscia.Psi.Tables;

namespace Kuscia.Psi.Protocols;

/// <summary>
/// Exchanges how many rows each party has for each common key, so that both can repeat their rows like an inner join.
/// Only counts of common keys travel, in the order both parties share.
/// </summary>
internal static class RowCounts
{
    private const int ChunkItems = 1 << 16;

    /// <summary>Sends the own counts when the own keys may repeat, and receives the partner's when theirs may.</summary>
    /// <returns>The partner's counts; null when the partner's keys are unique.</returns>
    /// <exception cref="PsiException">The partner's counts do not fit the rows it announced.</exception>
    public static async Task<int[]?> ExchangeAsync(
        int[] common, SetSize peer, TableScan scan, bool ownMayRepeat, bool peerMayRepeat, IPeerChannel channel, CancellationToken cancellationToken)
    {
        Task sending = ownMayRepeat ? SendAsync(common, scan, channel, cancellationToken) : Task.CompletedTask;
        int[]? counts = peerMayRepeat ? await ReceiveAsync(common.Length, peer, channel, cancellationToken) : null;
        await sending;
        return counts;
    }

    private static async Task SendAsync(int[] common, TableScan scan, IPeerChannel channel, CancellationToken cancellationToken)
    {
        int[] rows = new int[scan.KeyCount];
        foreach (int key in scan.KeyOfRow)
        {
            rows[key]++;
        }

        byte[] chunk = new byte[ChunkItems * sizeof(int)];
        for (int start = 0; start < common.Length; start += ChunkItems)
        {
            int count = Math.Min(ChunkItems, common.Length - start);
            for (int i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(i * sizeof(int)), rows[common[start + i]]);
            }

            await channel.SendAsync(ChannelStream.Counts, chunk.AsMemory(0, count * sizeof(int)), cancellationToken);
        }
    }

    private static async Task<int[]> ReceiveAsync(int expected, SetSize peer, IPeerChannel channel, CancellationToken cancellationToken)
    {
        int[] counts = new int[expected];
        long left = peer.Rows - (peer.Keys - expected); // every other key of the partner has a row, too
        for (int done = 0; done < expected;)
        {
            byte[] chunk = await channel.ReceiveAsync(ChannelStream.Counts, cancellationToken);
            int size = chunk.Length / sizeof(int);
            bool fits = size > 0 && chunk.Length % sizeof(int) == 0 && size <= expected - done;
            for (int i = 0; fits && i < size; i++)
            {
                counts[done + i] = BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(i * sizeof(int)));
                left -= counts[done + i];
                fits = counts[done + i] > 0 && left >= 0;
            }

            done += fits
                ? size
                : throw new PsiException(ExitCode.Partner, $"the engine of {channel.PeerName} sent row counts that do not fit the {expected} common keys and the rows it announced");
        }

        return counts;
    }
}
