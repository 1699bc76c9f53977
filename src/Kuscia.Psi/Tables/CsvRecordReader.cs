using System.Buffers;

namespace Kuscia.Psi.Tables;

/// <summary>
/// Reads records of RFC 4180 from a stream without holding more than one record: quotes, commas and line breaks inside
/// quotes, CRLF or LF, a byte-order mark, blank lines (skipped). Bytes are kept as they are; nothing is trimmed.
/// </summary>
internal sealed partial class CsvRecordReader(Stream stream, string name)
{
    /// <summary>The longest record accepted, in bytes.</summary>
    public const int MaxRecordLength = 16 << 20;

    private const int MaxFields = 1 << 16;
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\n\r\""u8);

    private byte[] _buffer = new byte[256 << 10];
    private int _start;
    private int _length;
    private int _end;
    private int _filled;
    private long _bufferOffset;
    private long _nextLine = 1;
    private int _column;
    private bool _atEnd;
    private bool _begun;
    private CsvField[] _fields = new CsvField[64];
    private byte[] _scratch = [];

    /// <summary>Number of records read so far, the header included.</summary>
    public long RecordNumber { get; private set; }

    /// <summary>The line of the file on which the record begins, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Position of the record in the stream.</summary>
    public long Offset { get; private set; }

    /// <summary>Number of fields of the record.</summary>
    public int FieldCount { get; private set; }

    /// <summary>The record's bytes without its line end; valid until the next read.</summary>
    public ReadOnlySpan<byte> Raw => _buffer.AsSpan(_start, _length);

    /// <summary>The value of a field with its quotes resolved; valid until the next call or read.</summary>
    public ReadOnlySpan<byte> Field(int index)
    {
        CsvField field = _fields[index];
        ReadOnlySpan<byte> text = _buffer.AsSpan(_start + field.Start, field.Length);
        return field.HasEscapes ? Unescape(text) : text;
    }

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end of the stream.</returns>
    public bool Read()
    {
        if (!_begun)
        {
            SkipByteOrderMark();
        }

        int next = _start + _length + (_begun ? _end : 0);
        _begun = true;
        while (true)
        {
            next = SkipBlankLines(next);
            if (next < 0)
            {
                (_start, _length, _end) = (_filled, 0, 0);
                return false;
            }

            if (TryParse(next))
            {
                RecordNumber++;
                return true;
            }

            next = Fill(next);
        }
    }

    private void SkipByteOrderMark()
    {
        while (_filled < 3 && !_atEnd)
        {
            _ = Fill(0);
        }

        if (_filled >= 3 && _buffer.AsSpan(0, 3).SequenceEqual("\uFEFF"u8))
        {
            _start = 3;
        }
    }

    private int SkipBlankLines(int next)
    {
        while (true)
        {
            if (next == _filled)
            {
                if (_atEnd)
                {
                    return -1;
                }

                next = Fill(next);
                continue;
            }

            if (_buffer[next] == '\n')
            {
                next++;
                _nextLine++;
                continue;
            }

            if (_buffer[next] != '\r')
            {
                return next;
            }

            if (next + 1 == _filled && !_atEnd)
            {
                next = Fill(next);
                continue;
            }

            if (next + 1 == _filled || _buffer[next + 1] != '\n')
            {
                return next;
            }

            next += 2;
            _nextLine++;
        }
    }

    /// <summary>Moves the bytes from <paramref name="keep"/> on to the front and reads more behind them.</summary>
    private int Fill(int keep)
    {
        int rest = _filled - keep;
        if (keep > 0)
        {
            _buffer.AsSpan(keep, rest).CopyTo(_buffer);
            _bufferOffset += keep;
        }
        else if (rest == _buffer.Length)
        {
            if (rest >= MaxRecordLength)
            {
                throw Broken($"is longer than {MaxRecordLength >> 20} MiB; look for a missing closing quote there, or shorten the row");
            }

            Array.Resize(ref _buffer, rest * 2);
        }

        int read = stream.Read(_buffer, rest, _buffer.Length - rest);
        _filled = rest + read;
        _atEnd = read == 0;
        return 0;
    }

    private bool TryParse(int start)
    {
        int count = 0;
        int position = start;
        bool quoted = false;
        while (true)
        {
            _column = count + 1;
            int fieldEnd = ParseField(position, start, out CsvField field);
            if (fieldEnd < 0)
            {
                return false;
            }

            bool last = fieldEnd == _filled || _buffer[fieldEnd] == '\n';
            if (last && !field.Quoted && field.Length > 0 && fieldEnd < _filled && _buffer[fieldEnd - 1] == '\r')
            {
                field = field with { Length = field.Length - 1 };
            }

            quoted |= field.Quoted;
            AddField(count++, field);
            if (last)
            {
                Accept(start, fieldEnd, count);
                Line = _nextLine;
                _nextLine += 1 + (quoted ? Raw.Count((byte)'\n') : 0);
                return true;
            }

            position = fieldEnd + 1;
        }
    }

    private void AddField(int index, CsvField field)
    {
        if (index == _fields.Length)
        {
            if (index >= MaxFields)
            {
                throw Broken($"has more than {MaxFields} fields; look for missing line breaks, or split the table");
            }

            Array.Resize(ref _fields, index * 2);
        }

        _fields[index] = field;
    }

    private void Accept(int start, int recordEnd, int count)
    {
        int length = recordEnd - start;
        _end = recordEnd < _filled ? 1 : 0;
        if (_end == 1 && length > 0 && _buffer[recordEnd - 1] == '\r')
        {
            length--;
            _end = 2;
        }

        _start = start;
        _length = length;
        FieldCount = count;
        Offset = _bufferOffset + start;
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text)
    {
        if (_scratch.Length < text.Length)
        {
            _scratch = new byte[Math.Max(256, text.Length)];
        }

        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            _scratch[written++] = text[i];
            i += text[i] == '"' ? 1 : 0;
        }

        return _scratch.AsSpan(0, written);
    }

    private PsiException Broken(string what) =>
        new(ExitCode.Input, $"{(RecordNumber == 0 ? "the header" : $"row {RecordNumber}")} of table {name} (line {_nextLine}, column {_column}) {what}");
}
