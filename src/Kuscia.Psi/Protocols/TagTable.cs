using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Protocols;

/// <summary>Finds tags: open addressing over flat arrays. Tags are uniform and have 8 bytes at least.</summary>
internal sealed class TagTable
{
    // So many searches are under way at once: a place in a table of megabytes takes a hundred times as long to arrive as to be looked at.
    private const int Ahead = 32;

    private readonly int _tagLength;
    private readonly Block[] _tags;
    private readonly Block _compared;

    // 32 bits of a tag above its number, which counts from 1; where a slot stands tells further bits.
    private readonly ulong[] _slots;

    /// <summary>Stores tags; of each only the first <paramref name="tagLength"/> bytes count.</summary>
    public TagTable(Block[] tags, int count, int tagLength)
    {
        _tagLength = tagLength;
        _tags = tags;
        _compared = Mask(tagLength);
        _slots = new ulong[(int)Math.Max(16, BitOperations.RoundUpToPowerOf2((ulong)count * 2))];
        int mask = _slots.Length - 1;
        for (int i = 0; i < count; i++)
        {
            Prefetch.Line(ref _slots[Slot(tags[Math.Min(i + Ahead, count - 1)])]);
            tags[i] &= _compared;
            int slot = Slot(tags[i]);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = Above(tags[i]) | (uint)(i + 1);
        }
    }

    /// <summary>The number of each tag, or -1.</summary>
    /// <param name="tags">The tags one after the other.</param>
    /// <param name="numbers">Gets a number for each.</param>
    public void Find(ReadOnlySpan<byte> tags, Span<int> numbers)
    {
        Span<Block> wanted = stackalloc Block[Ahead];
        for (int start = 0; start < numbers.Length; start += Ahead)
        {
            int count = Math.Min(Ahead, numbers.Length - start);
            for (int i = 0; i < count; i++)
            {
                wanted[i] = Read(tags, (start + i) * _tagLength);
                Prefetch.Line(ref _slots[Slot(wanted[i])]);
            }

            for (int i = 0; i < count; i++)
            {
                if (_slots[Slot(wanted[i])] is ulong item && item != 0)
                {
                    Prefetch.Line(ref _tags[(int)(uint)item - 1]);
                }
            }

            for (int i = 0; i < count; i++)
            {
                numbers[start + i] = Find(wanted[i]);
            }
        }
    }

    private int Find(Block tag)
    {
        int mask = _slots.Length - 1;
        ulong above = Above(tag);
        for (int slot = Slot(tag); _slots[slot] is ulong item && item != 0; slot = (slot + 1) & mask)
        {
            int number = (int)(uint)item - 1;
            if ((item & 0xffffffff00000000) == above && _tags[number] == tag)
            {
                return number;
            }
        }

        return -1;
    }

    private int Slot(Block tag) => (int)tag.ToScalar() & (_slots.Length - 1);

    private static ulong Above(Block tag) => tag.ToScalar() & 0xffffffff00000000;

    private Block Read(ReadOnlySpan<byte> tags, int at)
    {
        if (tags.Length - at >= 16)
        {
            return MemoryMarshal.Read<Block>(tags[at..]) & _compared;
        }

        Span<byte> padded = stackalloc byte[16];
        padded.Clear();
        tags.Slice(at, _tagLength).CopyTo(padded);
        return MemoryMarshal.Read<Block>(padded);
    }

    private static Block Mask(int bytes)
    {
        UInt128 mask = bytes == 16 ? UInt128.MaxValue : (UInt128.One << (8 * bytes)) - 1;
        return Vector128.Create((ulong)mask, (ulong)(mask >> 64));
    }
}
