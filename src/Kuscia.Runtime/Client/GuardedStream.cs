namespace Kuscia.Runtime.Client;

/// <summary>
/// The body of an answer of a server that may be hostile or silent: reading stops with a clear failure when more bytes come than allowed (in all, or in one
/// line of a watch) or none for too long.
/// </summary>
internal sealed class GuardedStream(Stream inner, long maxBytes, bool perLine, TimeSpan silence) : Stream
{
    private long _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(silence);
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the server sent nothing for {silence.TotalSeconds:0} s");
        }

        Count(buffer.Span[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> piece)
    {
        int end = perLine ? piece.LastIndexOf((byte)'\n') : -1;
        _count = end < 0 ? _count + piece.Length : piece.Length - end - 1;
        if (_count > maxBytes)
        {
            throw ResponseSize.TooLarge(maxBytes);
        }
    }
}
