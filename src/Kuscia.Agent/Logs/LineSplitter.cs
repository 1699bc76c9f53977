namespace Kuscia.Agent.Logs;

/// <summary>Cuts a stream into lines (newline included); a line longer than the limit comes in pieces.</summary>
internal sealed class LineSplitter(Stream stream, long offset)
{
    private const int MaxLine = 64 * 1024;

    private readonly byte[] _buffer = new byte[MaxLine];
    private int _start;
    private int _end;
    private long _offset = offset;

    /// <summary>The next line with its offset, or null at the end. The bytes stay valid until the next call.</summary>
    public async Task<(long Offset, ReadOnlyMemory<byte> Bytes)?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                return Take(newline + 1);
            }

            if (_end - _start == MaxLine)
            {
                return Take(MaxLine);
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                return _end == 0 ? null : Take(_end);
            }

            _end += read;
        }
    }

    private (long Offset, ReadOnlyMemory<byte> Bytes) Take(int length)
    {
        (long, ReadOnlyMemory<byte>) line = (_offset, _buffer.AsMemory(_start, length));
        _start += length;
        _offset += length;
        return line;
    }
}
