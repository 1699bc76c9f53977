using System.Buffers.Binary;
using Kuscia.Psi.Channels;

namespace Kuscia.Psi.Protocols;

/// <summary>Both parties announce the sizes of their sets, with what a protocol adds to that.</summary>
internal static class SizeExchange
{
    /// <summary>The most distinct keys a party may announce.</summary>
    public const int MaxKeys = 500_000_000;

    private const int SizeLength = sizeof(int) + sizeof(long);

    // A table has at most 2^31 rows.
    private const long MaxRows = 1L << 31;

    /// <summary>Announces the own size and reads the partner's.</summary>
    /// <param name="own">The own size.</param>
    /// <param name="addition">More bytes to announce; the partner adds as many.</param>
    /// <param name="channel">The way to the partner.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="PsiException">The partner announced what cannot be.</exception>
    public static async Task<(SetSize Peer, byte[] Addition)> RunAsync(
        SetSize own, ReadOnlyMemory<byte> addition, IPeerChannel channel, CancellationToken cancellationToken)
    {
        byte[] message = new byte[SizeLength + addition.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, own.Keys);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(sizeof(int)), own.Rows);
        addition.CopyTo(message.AsMemory(SizeLength));
        await channel.SendAsync(ChannelStream.Control, message, cancellationToken);
        byte[] answer = await channel.ReceiveAsync(ChannelStream.Control, cancellationToken);
        if (answer.Length != message.Length)
        {
            throw Malformed(channel, $"announced its set in {answer.Length} bytes; {message.Length} are expected");
        }

        SetSize peer = new(BinaryPrimitives.ReadInt32LittleEndian(answer), BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(sizeof(int))));
        return peer.Keys is >= 0 and <= MaxKeys && peer.Rows >= peer.Keys && peer.Rows <= MaxRows
            ? (peer, answer[SizeLength..])
            : throw Malformed(channel, $"announced {peer.Keys} keys in at most {peer.Rows} rows; 0 to {MaxKeys} keys in no fewer and at most {MaxRows} rows are allowed");
    }

    /// <summary>The error for a partner that sent what cannot be true.</summary>
    public static PsiException Malformed(IPeerChannel channel, string what) =>
        new(ExitCode.Partner, $"the engine of {channel.PeerName} {what}");
}
