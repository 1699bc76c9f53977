using System.Security.Cryptography;
using Kuscia.Psi.Channels;

namespace Kuscia.Psi.Protocols;

/// <summary>
/// A channel that remembers a hash of everything that passes, for each stream and direction. Before either party uses a result, both
/// compare the hashes: what one sent and what the other received was the same.
/// </summary>
/// <param name="inner">The way to the partner.</param>
/// <param name="agreed">What both derived from the messages before: it must be the same at both as well.</param>
internal sealed class TranscriptChannel(IPeerChannel inner, byte[] agreed) : IPeerChannel, IDisposable
{
    private readonly IncrementalHash[] _sent = Create(agreed);
    private readonly IncrementalHash[] _received = Create(agreed);

    /// <inheritdoc/>
    public string PeerName => inner.PeerName;

    /// <inheritdoc/>
    public Task SendAsync(ChannelStream stream, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Append(_sent[(int)stream], message.Span);
        return inner.SendAsync(stream, message, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]> ReceiveAsync(ChannelStream stream, CancellationToken cancellationToken)
    {
        byte[] message = await inner.ReceiveAsync(stream, cancellationToken);
        Append(_received[(int)stream], message);
        return message;
    }

    /// <summary>Compares the hashes with the partner's.</summary>
    /// <exception cref="PsiException">The two parties did not see the same messages.</exception>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        byte[] sent = Digest(_sent);
        byte[] received = Digest(_received);
        await inner.SendAsync(ChannelStream.Control, (byte[])[.. sent, .. received], cancellationToken);
        byte[] answer = await inner.ReceiveAsync(ChannelStream.Control, cancellationToken);
        if (!CryptographicOperations.FixedTimeEquals(answer, (byte[])[.. received, .. sent]))
        {
            throw SizeExchange.Malformed(inner, "saw other messages than were sent; something on the way changes them, or the engines do not fit");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IncrementalHash hash in (IncrementalHash[])[.. _sent, .. _received])
        {
            hash.Dispose();
        }
    }

    private static IncrementalHash[] Create(byte[] agreed)
    {
        IncrementalHash[] hashes = [.. Enum.GetValues<ChannelStream>().Select(_ => IncrementalHash.CreateHash(HashAlgorithmName.SHA256))];
        foreach (IncrementalHash hash in hashes)
        {
            hash.AppendData(agreed);
        }

        return hashes;
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> message)
    {
        hash.AppendData(BitConverter.GetBytes(message.Length)); // both machines are little-endian, as the kernels demand
        hash.AppendData(message);
    }

    private static byte[] Digest(IncrementalHash[] hashes) => SHA256.HashData([.. hashes.SelectMany(h => h.GetCurrentHash())]);
}
