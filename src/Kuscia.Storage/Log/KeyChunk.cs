namespace Kuscia.Storage.Log;

/// <summary>Keys of a range side by side in one array, in their order, with the row of each.</summary>
/// <param name="changed">The newest revision that changed something in its range.</param>
internal sealed class KeyChunk(long changed)
{
    private const int MaxCount = 256;
    private const int FirstBytes = 1024;

    private readonly List<long> _rows = new(MaxCount / 2);
    private readonly List<int> _ends = new(MaxCount / 2);
    private byte[] _text = new byte[FirstBytes];

    public int Count => _rows.Count;

    public bool IsFull => Count >= MaxCount;

    /// <summary>The newest revision that changed something in the range of the chunk.</summary>
    public long Changed { get; private set; } = changed;

    private int TextLength => Count == 0 ? 0 : _ends[^1];

    public ReadOnlySpan<byte> Key(int at) => Count == 0 ? default : _text.AsSpan(Start(at), _ends[at] - Start(at));

    public long Row(int at) => _rows[at];

    public void Touch(long revision) => Changed = Math.Max(Changed, revision);

    /// <summary>Where a key is, or belongs.</summary>
    public int Find(ReadOnlySpan<byte> key, out bool isThere)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            int order = Key(middle).SequenceCompareTo(key);
            if (order == 0)
            {
                isThere = true;
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        isThere = false;
        return low;
    }

    public void Replace(int at, long revision)
    {
        _rows[at] = revision;
        Touch(revision);
    }

    public void Insert(int at, ReadOnlySpan<byte> key, long revision)
    {
        int length = TextLength;
        if (length + key.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, length + key.Length));
        }

        int start = Start(at);
        _text.AsSpan(start, length - start).CopyTo(_text.AsSpan(start + key.Length));
        key.CopyTo(_text.AsSpan(start));
        _ends.Insert(at, start);
        Shift(at, key.Length);
        _rows.Insert(at, revision);
        Touch(revision);
    }

    public void Remove(int at, long revision)
    {
        int start = Start(at);
        int end = _ends[at];
        _text.AsSpan(end, TextLength - end).CopyTo(_text.AsSpan(start));
        _ends.RemoveAt(at);
        _rows.RemoveAt(at);
        Shift(at, start - end);
        Touch(revision);
    }

    /// <summary>Gives the second half away.</summary>
    public KeyChunk Split()
    {
        KeyChunk second = new(Changed);
        int half = Count / 2;
        int start = Start(half);
        second._text = _text.AsSpan(start, TextLength - start).ToArray();
        for (int i = half; i < Count; i++)
        {
            second._rows.Add(_rows[i]);
            second._ends.Add(_ends[i] - start);
        }

        _text = _text.AsSpan(0, start).ToArray();
        _rows.RemoveRange(half, _rows.Count - half);
        _ends.RemoveRange(half, _ends.Count - half);
        return second;
    }

    private int Start(int at) => at == 0 ? 0 : _ends[at - 1];

    private void Shift(int from, int by)
    {
        for (int i = from; i < _ends.Count; i++)
        {
            _ends[i] += by;
        }
    }
}
