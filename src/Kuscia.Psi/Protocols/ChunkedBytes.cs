namespace Kuscia.Psi.Protocols;

/// <summary>A growing flat array of fixed-size items in chunks, so that growth never copies.</summary>
internal sealed class ChunkedBytes(int itemSize, int itemsPerChunk)
{
    private readonly List<byte[]> _chunks = [];

    /// <summary>Items stored.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of an item.</summary>
    public int ItemSize => itemSize;

    /// <summary>The bytes of an item.</summary>
    public Span<byte> this[int index] =>
        _chunks[index / itemsPerChunk].AsSpan(index % itemsPerChunk * itemSize, itemSize);

    /// <summary>Appends whole items.</summary>
    public void Append(ReadOnlySpan<byte> items)
    {
        while (!items.IsEmpty)
        {
            int used = Count % itemsPerChunk;
            if (used == 0)
            {
                _chunks.Add(new byte[itemsPerChunk * itemSize]);
            }

            int take = Math.Min(items.Length, (itemsPerChunk - used) * itemSize);
            items[..take].CopyTo(_chunks[^1].AsSpan(used * itemSize));
            items = items[take..];
            Count = checked(Count + (take / itemSize));
        }
    }

    /// <summary>Frees the memory.</summary>
    public void Clear()
    {
        _chunks.Clear();
        Count = 0;
    }
}
