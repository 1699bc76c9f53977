using Kuscia.Psi.Channels;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Tables;

namespace Kuscia.Psi.Protocols;

/// <summary>
/// Recognises own elements that a partner sends back as its own: answered and matched, they would make every key look common.
/// A random sample of up to 2^20 own elements is remembered (24 to 32 bytes each); k elements sent back out of n stay unseen
/// with probability (1 - 2^20/n)^k, and never while n is at most 2^20.
/// </summary>
internal sealed class ReflectionGuard
{
    private const int MaxSample = 1 << 20;

    // 16 bytes from the middle of an encoding: its lowest bit and its highest are always zero.
    private const int Offset = 8;
    private const int Length = 16;

    private readonly FingerprintIndex _own = new();

    /// <summary>Remembers the first elements of the random order.</summary>
    public ReflectionGuard(SpilledBytes elements, int[] order)
    {
        Span<byte> element = stackalloc byte[Ristretto.EncodedLength];
        for (int i = 0; i < Math.Min(order.Length, MaxSample); i++)
        {
            elements.CopyTo(order[i], element);
            _ = _own.Add(element.Slice(Offset, Length), out _);
        }
    }

    /// <summary>Fails when one of the elements is an own one.</summary>
    /// <exception cref="PsiException">The partner sent back what it got.</exception>
    public void Check(ReadOnlySpan<byte> elements, IPeerChannel channel)
    {
        for (int start = 0; start < elements.Length; start += Ristretto.EncodedLength)
        {
            if (_own.Find(elements.Slice(start + Offset, Length)) >= 0)
            {
                throw new PsiException(ExitCode.Partner, $"the engine of {channel.PeerName} sent back an element of this party as its own");
            }
        }
    }
}
