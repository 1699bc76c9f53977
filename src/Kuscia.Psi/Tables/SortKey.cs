namespace Kuscia.Psi.Tables;

/// <summary>Bytes that compare like the key's values, column by column.</summary>
internal sealed class SortKey(TableFile table)
{
    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>Builds the sort key of a record; valid until the next call.</summary>
    public ReadOnlySpan<byte> Build(CsvRecordReader record)
    {
        _length = 0;
        if (table.KeyColumns.Count == 1)
        {
            return record.Field(table.KeyColumns[0]);
        }

        foreach (int column in table.KeyColumns)
        {
            AppendValue(record.Field(column));
        }

        return _buffer.AsSpan(0, _length);
    }

    // 00 becomes 00 FF and 00 00 ends a value, so a value sorts before every longer one that starts with it.
    private void AppendValue(ReadOnlySpan<byte> value)
    {
        if (_length + (2 * value.Length) + 2 > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + (2 * value.Length) + 2));
        }

        foreach (byte b in value)
        {
            _buffer[_length++] = b;
            if (b == 0)
            {
                _buffer[_length++] = 0xff;
            }
        }

        _buffer[_length++] = 0;
        _buffer[_length++] = 0;
    }
}
