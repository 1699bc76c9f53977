using System.Buffers;

namespace Kuscia.Client.Resources;

/// <summary>
/// Cuts a stream of JSON values, one a line, into frames: each is given as soon as its line is complete, however many reads it took. Bounded against a server
/// that never ends a line, sends it drop by drop or falls silent. One reader; dispose it.
/// </summary>
internal sealed class FrameReader(Stream body, HttpResourceClientOptions options) : IDisposable
{
    private const int SmallBuffer = 16 << 10;

    // A buffer that one large frame needed is given back when the frame is done: a watch lives for hours.
    private const int KeptBuffer = 64 << 10;

    private const int MaxBlankLines = 100;

    private readonly TimeProvider _time = options.Time;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    private CancellationTokenSource? _silence;
    private int _start;
    private int _scanned;
    private int _end;
    private long _begun;
    private int _blankLines;
    private long _second;
    private int _eventsOfSecond;

    /// <summary>The next frame, valid until the next call; null when the server has ended the stream. Empty lines are skipped.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        ReleaseLargeBuffer();
        while (true)
        {
            int length = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            _scanned = length < 0 ? _end : _scanned + length;
            Check(complete: length >= 0);
            if (length < 0 && await FillAsync(cancellationToken))
            {
                continue;
            }

            // The last value of a stream needs no line end.
            Memory<byte> frame = _buffer.AsMemory(_start, _scanned - _start);
            _start = _scanned = length < 0 ? _end : _scanned + 1;
            _begun = 0;
            if (!IsBlank(frame.Span))
            {
                _blankLines = 0;
                await PaceAsync(cancellationToken);
                return frame;
            }

            if (length < 0)
            {
                return null;
            }

            if (++_blankLines > MaxBlankLines)
            {
                throw BadAnswer.Malformed("the watch sent nothing but blank lines");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _silence?.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;

    private void Check(bool complete)
    {
        if (_scanned - _start > options.MaxEventBytes)
        {
            throw BadAnswer.TooLarge("one event of the watch", options.MaxEventBytes);
        }

        if (complete || _end == _start)
        {
            return;
        }

        if (_begun == 0)
        {
            _begun = _time.GetTimestamp();
        }
        else if (_time.GetElapsedTime(_begun) > options.Timeout)
        {
            throw new TimeoutException($"one event of the watch was not complete after {options.Timeout.TotalSeconds:0} s");
        }
    }

    // What comes faster waits in the connection, and so does the server.
    private async ValueTask PaceAsync(CancellationToken cancellationToken)
    {
        TimeSpan since = _time.GetElapsedTime(_second);
        if (_second == 0 || since >= TimeSpan.FromSeconds(1))
        {
            _second = _time.GetTimestamp();
            _eventsOfSecond = 0;
        }
        else if (_eventsOfSecond >= options.MaxEventsPerSecond)
        {
            await Task.Delay(TimeSpan.FromSeconds(1) - since, _time, cancellationToken);
        }

        _eventsOfSecond++;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        int read = await ReadAsync(cancellationToken);
        _end += read;
        return read > 0;
    }

    private async ValueTask<int> ReadAsync(CancellationToken cancellationToken)
    {
        CancellationTokenSource silence = Silence();
        silence.CancelAfter(options.WatchSilence);
        using CancellationTokenRegistration stop = cancellationToken.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), silence); // the state is the source
        try
        {
            return await body.ReadAsync(_buffer.AsMemory(_end), silence.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the server sent nothing for {options.WatchSilence.TotalSeconds:0} s");
        }
    }

    // One source for all reads of a watch: a value may come in millions of them.
    private CancellationTokenSource Silence()
    {
        if (_silence?.TryReset() != true)
        {
            _silence?.Dispose();
            _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        }

        return _silence;
    }

    private void MakeRoom()
    {
        if (_start > 0 && (_start == _end || _end == _buffer.Length))
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _scanned, _end) = (0, _scanned - _start, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Exchange(_buffer.Length * 2);
        }
    }

    private void ReleaseLargeBuffer()
    {
        if (_buffer.Length > KeptBuffer && _end - _start < SmallBuffer)
        {
            Exchange(SmallBuffer);
        }
    }

    private void Exchange(int size)
    {
        byte[] next = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(_start, _end - _start).CopyTo(next);
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _scanned, _end) = (next, 0, _scanned - _start, _end - _start);
    }
}
