using Kuscia.Psi.Tables;

namespace Kuscia.Psi.Protocols;

/// <summary>A growing array of fixed-size items: the first in memory, those beyond a limit in a scratch file. Reads may be random.</summary>
/// <param name="itemSize">Bytes of an item.</param>
/// <param name="folder">Where the scratch file is made when it is needed.</param>
/// <param name="itemsInMemory">Items kept in memory.</param>
internal sealed class SpilledBytes(int itemSize, string folder, int itemsInMemory) : IDisposable
{
    private const int ItemsPerChunk = 1 << 14;

    private readonly ChunkedBytes _memory = new(itemSize, ItemsPerChunk);
    private ScratchFile? _disk;

    /// <summary>Items stored.</summary>
    public int Count { get; private set; }

    /// <summary>Appends whole items.</summary>
    public void Append(ReadOnlySpan<byte> items)
    {
        int room = Math.Min(items.Length, (itemsInMemory - _memory.Count) * itemSize);
        _memory.Append(items[..room]);
        if (room < items.Length)
        {
            _disk ??= ScratchFile.Create(folder);
            _disk.Append(items[room..]);
        }

        Count = checked(Count + (items.Length / itemSize));
    }

    /// <summary>Copies an item.</summary>
    public void CopyTo(int index, Span<byte> target)
    {
        if (index < _memory.Count)
        {
            _memory[index].CopyTo(target);
            return;
        }

        if (_disk?.Read(target[..itemSize], (long)(index - _memory.Count) * itemSize) != itemSize)
        {
            throw new PsiException(ExitCode.Output, $"temporary data in {folder} cannot be read back; check the disk and run the task again");
        }
    }

    /// <summary>Frees memory and disk.</summary>
    public void Dispose()
    {
        _memory.Clear();
        _disk?.Dispose();
        Count = 0;
    }
}
