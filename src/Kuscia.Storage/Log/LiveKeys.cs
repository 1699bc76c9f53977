using System.Text;

namespace Kuscia.Storage.Log;

/// <summary>
/// The live keys in order with the row of each, as of the last revision handed out: how many lie in a range is known without reading them, and a page is found by its
/// place. About 30 bytes a key besides its text. Keys lie in chunks of a few hundred; a chunk knows when it was last changed, so it also serves older revisions that it has
/// not changed since. Not thread-safe.
/// </summary>
/// <param name="revision">The revision from which on its changes are known; older ones are never shown.</param>
internal sealed class LiveKeys(long revision)
{
    // As many revisions as history holds at most, and some: what is older can only be asked of the table.
    private const int MaxRecent = 16_384;

    private readonly List<KeyChunk> _chunks = [new KeyChunk(revision)];
    private readonly Queue<Step> _recent = new();
    private long _oldest = revision;

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a key or gives it another row.</summary>
    /// <param name="key">The key.</param>
    /// <param name="revision">The revision of the change, which is the id of its row.</param>
    public void Set(string key, long revision)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(key);
        int place = ChunkOf(bytes);
        KeyChunk chunk = _chunks[place];
        int at = chunk.Find(bytes, out bool isThere);
        if (isThere)
        {
            chunk.Replace(at, revision);
            return;
        }

        chunk.Insert(at, bytes, revision);
        Note(new Step(revision, key, 1));
        if (chunk.IsFull)
        {
            _chunks.Insert(place + 1, chunk.Split());
        }
    }

    /// <summary>Takes a key away; nothing happens when it is not there.</summary>
    public void Remove(string key, long revision)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(key);
        int place = ChunkOf(bytes);
        KeyChunk chunk = _chunks[place];
        int at = chunk.Find(bytes, out bool isThere);
        if (!isThere)
        {
            return;
        }

        chunk.Remove(at, revision);
        Note(new Step(revision, key, -1));
        if (chunk.Count == 0 && place > 0)
        {
            // What it knows of changes goes to the chunk whose range grows by its own.
            _chunks[place - 1].Touch(chunk.Changed);
            _chunks.RemoveAt(place);
        }
    }

    /// <summary>Number of keys in [start, end) at a revision; null when that is too long ago.</summary>
    public int? CountOf(string start, string end, long revision)
    {
        if (revision < _oldest)
        {
            return null;
        }

        int count = Math.Max(0, Rank(end) - Rank(start));
        foreach (Step step in _recent)
        {
            if (step.Revision > revision && string.CompareOrdinal(step.Key, start) >= 0 && string.CompareOrdinal(step.Key, end) < 0)
            {
                count -= step.By;
            }
        }

        return count;
    }

    /// <summary>
    /// The rows of the first keys of [start, end) at a revision, at most <paramref name="limit"/> of them; null when some of it was changed after that revision, so that only
    /// the table knows.
    /// </summary>
    /// <param name="start">First key.</param>
    /// <param name="end">The key behind the last.</param>
    /// <param name="revision">The revision to show.</param>
    /// <param name="limit">Most rows; 0 for all.</param>
    public List<long>? Rows(string start, string end, long revision, int limit)
    {
        byte[] first = Encoding.UTF8.GetBytes(start);
        byte[] last = Encoding.UTF8.GetBytes(end);
        List<long> rows = new(limit > 0 ? Math.Min(limit, Count) : 0);
        int place = ChunkOf(first);
        int at = _chunks[place].Find(first, out _);
        for (; place < _chunks.Count; place++, at = 0)
        {
            KeyChunk chunk = _chunks[place];
            int until = chunk.Find(last, out _);
            if (chunk.Changed > revision)
            {
                return null;
            }

            for (; at < until; at++)
            {
                if (limit > 0 && rows.Count == limit)
                {
                    return rows;
                }

                rows.Add(chunk.Row(at));
            }

            if (until < chunk.Count)
            {
                break;
            }
        }

        return rows;
    }

    private void Note(Step step)
    {
        Count += step.By;
        if (step.Revision <= _oldest)
        {
            // It is part of the beginning.
            return;
        }

        _recent.Enqueue(step);
        if (_recent.Count > MaxRecent)
        {
            _oldest = _recent.Dequeue().Revision;
        }
    }

    private int Rank(string key)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(key);
        int place = ChunkOf(bytes);
        int before = 0;
        for (int i = 0; i < place; i++)
        {
            before += _chunks[i].Count;
        }

        return before + _chunks[place].Find(bytes, out _);
    }

    // The last chunk that does not begin behind the key; the first one begins before every key.
    private int ChunkOf(ReadOnlySpan<byte> key)
    {
        int low = 0;
        int high = _chunks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_chunks[middle].Key(0).SequenceCompareTo(key) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    // A key that came or went.
    private readonly record struct Step(long Revision, string Key, int By);
}
