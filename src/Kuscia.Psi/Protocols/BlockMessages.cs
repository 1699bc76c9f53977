using System.Runtime.InteropServices;
using Kuscia.Psi.Channels;

namespace Kuscia.Psi.Protocols;

/// <summary>Long runs of bytes or field elements as messages of limited size, with every length checked.</summary>
internal static class BlockMessages
{
    // A link limited to 10 KB/s still carries one within the time an attempt may take.
    private const int ChunkBytes = 1 << 18;

    /// <summary>Sends elements.</summary>
    public static async Task SendAsync(IPeerChannel channel, ChannelStream stream, Block[] elements, int count, CancellationToken cancellationToken)
    {
        byte[] chunk = new byte[ChunkBytes];
        for (long start = 0; start < count * 16L; start += ChunkBytes)
        {
            int size = (int)Math.Min(ChunkBytes, (count * 16L) - start);
            MemoryMarshal.AsBytes(elements.AsSpan((int)(start / 16), size / 16)).CopyTo(chunk);
            await channel.SendAsync(stream, chunk.AsMemory(0, size), cancellationToken);
        }
    }

    /// <summary>Sends items of some bytes each, whole items in each message.</summary>
    public static async Task SendAsync(
        IPeerChannel channel, ChannelStream stream, ReadOnlyMemory<byte> bytes, int itemSize, CancellationToken cancellationToken)
    {
        int chunk = ChunkBytes / itemSize * itemSize;
        for (int start = 0; start < bytes.Length; start += chunk)
        {
            await channel.SendAsync(stream, bytes.Slice(start, Math.Min(chunk, bytes.Length - start)), cancellationToken);
        }
    }

    /// <summary>Receives elements.</summary>
    public static async Task<Block[]> ReceiveAsync(IPeerChannel channel, ChannelStream stream, int count, CancellationToken cancellationToken)
    {
        Block[] elements = new Block[count];
        await ReceiveAsync(channel, stream, count * 16L, 16, (at, chunk) => chunk.CopyTo(MemoryMarshal.AsBytes(elements.AsSpan((int)(at / 16)))), cancellationToken);
        return elements;
    }

    /// <summary>Receives an exact number of bytes and hands out each message with its position.</summary>
    /// <exception cref="PsiException">A message is empty, too long, or does not hold whole items.</exception>
    public static async Task ReceiveAsync(
        IPeerChannel channel, ChannelStream stream, long total, int itemSize, Action<long, ReadOnlySpan<byte>> take, CancellationToken cancellationToken)
    {
        for (long done = 0; done < total;)
        {
            byte[] chunk = await channel.ReceiveAsync(stream, cancellationToken);
            if (chunk.Length == 0 || chunk.Length > total - done || chunk.Length % itemSize != 0)
            {
                throw SizeExchange.Malformed(channel, $"sent {chunk.Length} bytes of {Name(stream)} where {total - done} were left");
            }

            take(done, chunk);
            done += chunk.Length;
        }
    }

    private static string Name(ChannelStream stream) => stream == ChannelStream.Elements ? "elements" : "answers";
}
