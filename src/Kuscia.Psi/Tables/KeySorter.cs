using System.Buffers.Binary;

namespace Kuscia.Psi.Tables;

/// <summary>
/// Sorts (key bytes, number) pairs by the bytes. Keys stay in memory up to a budget; beyond it sorted runs go to
/// temporary files, which are merged at the end.
/// </summary>
internal sealed class KeySorter(string folder, int budget = 64 << 20) : IDisposable
{
    private readonly List<FileStream> _runs = [];
    private readonly List<KeyEntry> _entries = [];
    private byte[] _arena = new byte[64 << 10];
    private int _used;

    /// <summary>Adds a key.</summary>
    public void Add(ReadOnlySpan<byte> key, int number)
    {
        if (_entries.Count > 0 && _used + key.Length + (_entries.Count * KeyEntry.Size) > budget)
        {
            Spill();
        }

        if (_used + key.Length > _arena.Length)
        {
            Array.Resize(ref _arena, Math.Max(_used + key.Length, Math.Min(_arena.Length * 2, Math.Max(budget, _used + key.Length))));
        }

        key.CopyTo(_arena.AsSpan(_used));
        _entries.Add(new(Prefix(key), _used, key.Length, number));
        _used += key.Length;
    }

    /// <summary>The numbers in the order of their keys.</summary>
    public IEnumerable<int> Sorted()
    {
        SortEntries();
        if (_runs.Count == 0)
        {
            return _entries.Select(e => e.Number);
        }

        Spill();
        return Merge();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FileStream run in _runs)
        {
            run.Dispose();
        }
    }

    private void SortEntries() => _entries.Sort((a, b) =>
    {
        int order = a.Prefix.CompareTo(b.Prefix);
        return order != 0 ? order : Key(a).SequenceCompareTo(Key(b));
    });

    private ReadOnlySpan<byte> Key(KeyEntry entry) => _arena.AsSpan(entry.Start, entry.Length);

    private void Spill()
    {
        SortEntries();
        FileStream run = ScratchFile.OpenStream(folder, bufferSize: 64 << 10);
        _runs.Add(run);
        Span<byte> head = stackalloc byte[8];
        foreach (KeyEntry entry in _entries)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head, entry.Length);
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], entry.Number);
            run.Write(head);
            run.Write(Key(entry));
        }

        run.Position = 0;
        _entries.Clear();
        _used = 0;
    }

    private IEnumerable<int> Merge()
    {
        PriorityQueue<(FileStream Run, int Number), byte[]> queue =
            new(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));
        foreach (FileStream run in _runs)
        {
            Enqueue(queue, run);
        }

        while (queue.TryDequeue(out (FileStream Run, int Number) head, out _))
        {
            yield return head.Number;
            Enqueue(queue, head.Run);
        }
    }

    private static void Enqueue(PriorityQueue<(FileStream Run, int Number), byte[]> queue, FileStream run)
    {
        Span<byte> head = stackalloc byte[8];
        if (run.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8)
        {
            return;
        }

        byte[] key = new byte[BinaryPrimitives.ReadInt32LittleEndian(head)];
        run.ReadExactly(key);
        queue.Enqueue((run, BinaryPrimitives.ReadInt32LittleEndian(head[4..])), key);
    }

    private static ulong Prefix(ReadOnlySpan<byte> key)
    {
        Span<byte> prefix = stackalloc byte[8];
        key[..Math.Min(8, key.Length)].CopyTo(prefix);
        return BinaryPrimitives.ReadUInt64BigEndian(prefix);
    }

    private readonly record struct KeyEntry(ulong Prefix, int Start, int Length, int Number)
    {
        public const int Size = 24;
    }
}
