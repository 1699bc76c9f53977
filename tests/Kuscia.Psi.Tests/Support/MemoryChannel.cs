using System.Threading.Channels;
using Kuscia.Psi.Channels;

namespace Kuscia.Psi.Tests.Support;

/// <summary>One end of a pair of channels inside this process.</summary>
internal sealed class MemoryChannel : IPeerChannel
{
    private readonly Channel<byte[]>[] _inbound = [.. Enum.GetValues<ChannelStream>().Select(_ => Channel.CreateUnbounded<byte[]>())];
    private MemoryChannel? _other;

    private MemoryChannel(string peer) => PeerName = peer;

    public string PeerName { get; }

    /// <summary>The ends of alice and bob.</summary>
    public static (MemoryChannel Alice, MemoryChannel Bob) CreatePair()
    {
        MemoryChannel alice = new("bob");
        MemoryChannel bob = new("alice") { _other = alice };
        alice._other = bob;
        return (alice, bob);
    }

    public Task SendAsync(ChannelStream stream, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _other!._inbound[(int)stream].Writer.WriteAsync(message.ToArray(), cancellationToken).AsTask(); // both ends are set by CreatePair

    public ValueTask<byte[]> ReceiveAsync(ChannelStream stream, CancellationToken cancellationToken) =>
        _inbound[(int)stream].Reader.ReadAsync(cancellationToken);
}
