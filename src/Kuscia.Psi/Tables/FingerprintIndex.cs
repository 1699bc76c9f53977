using System.Buffers.Binary;

namespace Kuscia.Psi.Tables;

/// <summary>
/// Numbers distinct 16-byte values from 0 in the order they come, in flat arrays (open addressing, 24 to 32 bytes a value). The values must be uniform, such as hashes.
/// </summary>
internal sealed class FingerprintIndex
{
    private const int ChunkBits = 15;
    private const int ChunkMask = (1 << ChunkBits) - 1;

    // In chunks, because growing one array would leave copies of it behind for the collector.
    private readonly List<UInt128[]> _values = [];
    private int[] _slots = new int[2048];

    /// <summary>Number of distinct values.</summary>
    public int Count { get; private set; }

    /// <summary>Finds or adds a value.</summary>
    /// <returns>True when the value is new.</returns>
    public bool Add(ReadOnlySpan<byte> bytes, out int number)
    {
        UInt128 value = BinaryPrimitives.ReadUInt128LittleEndian(bytes);
        if (Count * 2 >= _slots.Length)
        {
            Grow();
        }

        int slot = FindSlot(value);
        if (_slots[slot] != 0)
        {
            number = _slots[slot] - 1;
            return false;
        }

        if ((Count & ChunkMask) == 0)
        {
            _values.Add(new UInt128[Count == 0 ? 1024 : ChunkMask + 1]);
        }
        else if (Count == 1024)
        {
            UInt128[] first = _values[0];
            Array.Resize(ref first, ChunkMask + 1);
            _values[0] = first;
        }

        number = Count++;
        _values[number >> ChunkBits][number & ChunkMask] = value;
        _slots[slot] = Count;
        return true;
    }

    /// <summary>The number of a value, or -1.</summary>
    public int Find(ReadOnlySpan<byte> bytes) => _slots[FindSlot(BinaryPrimitives.ReadUInt128LittleEndian(bytes))] - 1;

    private UInt128 Value(int number) => _values[number >> ChunkBits][number & ChunkMask];

    private int FindSlot(UInt128 value)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(ulong)value & mask;
        while (_slots[slot] != 0 && Value(_slots[slot] - 1) != value)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        _slots = new int[checked(_slots.Length * 2)];
        for (int i = 0; i < Count; i++)
        {
            _slots[FindSlot(Value(i))] = i + 1;
        }
    }
}
