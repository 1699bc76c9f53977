using Kuscia.Gateway.Routes;

namespace Kuscia.Gateway.Pipeline;

/// <summary>A stream whose reads and writes wait for their share of a limited bandwidth.</summary>
internal sealed class LimitedStream(Stream inner, TokenBucket? reads, TokenBucket? writes) : Stream
{
    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (reads is null)
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }

        int read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, reads.Slice)], cancellationToken);
        await reads.TakeAsync(read, cancellationToken);
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (writes is null)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        while (buffer.Length > 0)
        {
            ReadOnlyMemory<byte> piece = buffer[..Math.Min(buffer.Length, writes.Slice)];
            buffer = buffer[piece.Length..];
            await writes.TakeAsync(piece.Length, cancellationToken);
            await inner.WriteAsync(piece, cancellationToken);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
