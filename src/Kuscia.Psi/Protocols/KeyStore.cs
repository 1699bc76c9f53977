using System.Runtime.InteropServices;
using Kuscia.Psi.Tables;

namespace Kuscia.Psi.Protocols;

/// <summary>
/// Keys between reading and the choice of the protocol: 16 bytes each, and the whole digests of the first few, as long as a small set may
/// still go to the protocol that needs them.
/// </summary>
/// <param name="wholeDigests">How many whole digests to keep; all are forgotten when there are more keys.</param>
internal sealed class KeyStore(int wholeDigests)
{
    private const int ChunkBits = 15;
    private const int ChunkMask = (1 << ChunkBits) - 1;

    private readonly List<Block[]> _chunks = [];
    private readonly List<DigestBlock> _whole = [];

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>A key: the first 16 bytes of its digest.</summary>
    public Block this[int number] => _chunks[number >> ChunkBits][number & ChunkMask];

    /// <summary>Reads all digests.</summary>
    public async Task ReadAsync(IAsyncEnumerable<DigestBlock> keys, CancellationToken cancellationToken)
    {
        await foreach (DigestBlock block in keys.WithCancellation(cancellationToken))
        {
            Add(block.Bytes.Span);
            _whole.Add(block);
            if (Count > wholeDigests)
            {
                _whole.Clear();
            }
        }
    }

    /// <summary>The whole digests again; only when there are no more than were kept.</summary>
    public async IAsyncEnumerable<DigestBlock> DigestsAsync()
    {
        if (Count > wholeDigests)
        {
            throw new InvalidOperationException($"{Count} digests are asked for, {wholeDigests} are kept at most");
        }

        foreach (DigestBlock block in _whole)
        {
            yield return block;
        }

        await Task.CompletedTask;
    }

    private void Add(ReadOnlySpan<byte> digests)
    {
        for (; !digests.IsEmpty; digests = digests[KeyDigest.Length..])
        {
            if ((Count & ChunkMask) == 0)
            {
                _chunks.Add(GC.AllocateUninitializedArray<Block>(ChunkMask + 1));
            }

            _chunks[^1][Count++ & ChunkMask] = MemoryMarshal.Read<Block>(digests);
        }
    }
}
