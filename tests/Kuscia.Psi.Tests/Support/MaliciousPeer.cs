using System.Buffers.Binary;
using System.Security.Cryptography;
using Kuscia.Psi.Channels;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Tests.Support;

/// <summary>A partner that speaks the wire of the ECDH protocol and cheats where a test wants it to.</summary>
internal sealed class MaliciousPeer(MemoryChannel channel)
{
    private readonly SecretScalar _secret = SecretScalar.Random();

    public Task AnnounceAsync(int keys, long rows)
    {
        byte[] message = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(message, keys);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(4), rows);
        return SendAsync(ChannelStream.Control, message);
    }

    public Task SendAsync(ChannelStream stream, byte[] message) => channel.SendAsync(stream, message, CancellationToken.None);

    public async Task<byte[]> ReceiveAsync(ChannelStream stream) => await channel.ReceiveAsync(stream, CancellationToken.None);

    /// <summary>Well-formed elements of keys that nobody else has.</summary>
    public byte[] Elements(int count)
    {
        byte[] elements = new byte[count * Ristretto.EncodedLength];
        MaskingKernels.Best.MapAndMultiply(RandomNumberGenerator.GetBytes(count * 64), _secret, elements);
        return elements;
    }
}
