namespace Kuscia.Psi.Channels;

/// <summary>Ordered, reliable messages between the two engines of a task.</summary>
internal interface IPeerChannel
{
    /// <summary>The partner's name.</summary>
    string PeerName { get; }

    /// <summary>Sends one message and waits until the partner has taken it.</summary>
    Task SendAsync(ChannelStream stream, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Waits for the next message of a stream.</summary>
    ValueTask<byte[]> ReceiveAsync(ChannelStream stream, CancellationToken cancellationToken);
}
