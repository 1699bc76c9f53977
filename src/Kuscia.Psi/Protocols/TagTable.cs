using System.Numerics;
using System.Runtime.Intrinsics;

namespace Kuscia.Psi.Protocols;

/// <summary>Finds tags: open addressing over flat arrays. Tags are uniform.</summary>
internal sealed class TagTable
{
    private readonly Block[] _tags;
    private readonly int[] _slots;
    private readonly Block _compared;

    /// <summary>Stores tags; of each only the first <paramref name="tagLength"/> bytes count.</summary>
    public TagTable(Block[] tags, int count, int tagLength)
    {
        _tags = tags;
        _compared = Mask(tagLength);
        _slots = new int[(int)Math.Max(16, BitOperations.RoundUpToPowerOf2((ulong)count * 2))];
        int mask = _slots.Length - 1;
        for (int i = 0; i < count; i++)
        {
            tags[i] &= _compared;
            int slot = (int)tags[i].ToScalar() & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = i + 1;
        }
    }

    /// <summary>The number of a tag, or -1. Bytes beyond the compared ones are ignored.</summary>
    public int Find(Block tag)
    {
        tag &= _compared;
        int mask = _slots.Length - 1;
        int slot = (int)tag.ToScalar() & mask;
        while (_slots[slot] is int item && item != 0)
        {
            if (_tags[item - 1] == tag)
            {
                return item - 1;
            }

            slot = (slot + 1) & mask;
        }

        return -1;
    }

    private static Block Mask(int bytes)
    {
        UInt128 mask = bytes == 16 ? UInt128.MaxValue : (UInt128.One << (8 * bytes)) - 1;
        return Vector128.Create((ulong)mask, (ulong)(mask >> 64));
    }
}
