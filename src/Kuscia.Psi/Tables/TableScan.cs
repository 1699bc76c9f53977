using System.Runtime.CompilerServices;

namespace Kuscia.Psi.Tables;

/// <summary>The first pass over the table: numbers the distinct keys and hands out their digests.</summary>
internal sealed class TableScan(TableFile table, bool keysMayRepeat)
{
    private readonly KeyTextCheck _text = new(table);
    private int[] _keyOfRow = new int[1024];

    // A field and not a local: what an iterator holds lives as long as anyone holds the iterator.
    private FingerprintIndex? _index;

    /// <summary>Data rows read.</summary>
    public int RowCount { get; private set; }

    /// <summary>Distinct keys found.</summary>
    public int KeyCount { get; private set; }

    /// <summary>Rows whose key values are all empty.</summary>
    public int EmptyKeyRows { get; private set; }

    /// <summary>What was odd about the own keys, a sentence for each kind.</summary>
    public IEnumerable<string> Remarks => _text.Remarks();

    /// <summary>The number of each row's key; valid once the scan is through.</summary>
    public ReadOnlySpan<int> KeyOfRow => _keyOfRow.AsSpan(0, RowCount);

    /// <summary>Reads the table once and yields the digests of its distinct keys in blocks.</summary>
    public async IAsyncEnumerable<DigestBlock> ReadDistinctKeysAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CsvRecordReader reader = table.OpenRows(out FileStream stream);
        await using FileStream closing = stream;
        _index = new();
        KeyDigest digest = new(table);
        bool more = true;
        while (more)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] bytes = new byte[DigestBlock.Capacity * KeyDigest.Length];
            int count = FillBlock(reader, _index, digest, bytes, out more);
            if (count > 0)
            {
                yield return new(bytes.AsMemory(0, count * KeyDigest.Length));
            }
        }

        KeyCount = _index.Count;
        _index = null;
    }

    private int FillBlock(CsvRecordReader reader, FingerprintIndex index, KeyDigest digest, byte[] bytes, out bool more)
    {
        int count = 0;
        while (count < DigestBlock.Capacity)
        {
            if (!reader.Read())
            {
                more = false;
                return count;
            }

            CheckWidth(reader);
            _text.Check(reader, RowCount + 1L);
            Span<byte> target = bytes.AsSpan(count * KeyDigest.Length, KeyDigest.Length);
            digest.Compute(reader, target);
            bool isNew = index.Add(target, out int key);
            count += isNew ? 1 : 0;
            AddRow(reader, key, isNew, digest.IsEmpty(reader));
        }

        more = true;
        return count;
    }

    private void AddRow(CsvRecordReader reader, int key, bool isNew, bool isEmpty)
    {
        if (RowCount == _keyOfRow.Length)
        {
            Array.Resize(ref _keyOfRow, checked(RowCount + (RowCount / 2)));
        }

        _keyOfRow[RowCount++] = key;
        EmptyKeyRows += isEmpty ? 1 : 0;
        if (!isNew && !keysMayRepeat)
        {
            string columns = string.Join(", ", table.KeyColumns.Select(c => table.Columns[c]));
            throw new PsiException(
                ExitCode.Input,
                $"row {RowCount} of table {table.Name} (line {reader.Line}) repeats the key ({columns}) of an earlier row, but the task says that keys are unique; "
                + "remove the duplicates or set the table's keys_duplicated flag to true");
        }
    }

    private void CheckWidth(CsvRecordReader reader)
    {
        if (reader.FieldCount != table.Columns.Count)
        {
            throw new PsiException(
                ExitCode.Input,
                $"row {RowCount + 1} of table {table.Name} (line {reader.Line}) has {reader.FieldCount} {(reader.FieldCount == 1 ? "field" : "fields")}, "
                + $"the header has {table.Columns.Count}; give every row as many fields as the header, and put values with commas in quotes");
        }
    }
}
