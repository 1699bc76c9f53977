using System.Threading.Channels;

namespace Kuscia.Psi.Channels;

/// <summary>One end of a pair of channels inside a process: two parties without a network. Counts what it sends.</summary>
internal sealed class LoopbackChannel : IPeerChannel
{
    private readonly Channel<byte[]>[] _inbound = [.. Enum.GetValues<ChannelStream>().Select(_ => Channel.CreateUnbounded<byte[]>())];
    private LoopbackChannel? _other;
    private long _bytes;

    private LoopbackChannel(string peer) => PeerName = peer;

    /// <inheritdoc/>
    public string PeerName { get; }

    /// <summary>Bytes sent.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The ends of two parties.</summary>
    public static (LoopbackChannel First, LoopbackChannel Second) CreatePair(string first, string second)
    {
        LoopbackChannel one = new(second);
        LoopbackChannel other = new(first) { _other = one };
        one._other = other;
        return (one, other);
    }

    /// <inheritdoc/>
    public Task SendAsync(ChannelStream stream, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _ = Interlocked.Add(ref _bytes, message.Length);
        return _other?._inbound[(int)stream].Writer.WriteAsync(message.ToArray(), cancellationToken).AsTask() ?? Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> ReceiveAsync(ChannelStream stream, CancellationToken cancellationToken) =>
        _inbound[(int)stream].Reader.ReadAsync(cancellationToken);
}
