using System.Buffers;
using System.Buffers.Text;

namespace Kuscia.Gateway.Upstreams;

/// <summary>Writes every piece as a chunk of its own (RFC 9112 §7.1) and lets it go at once.</summary>
internal sealed class ChunkedStream(Stream inner) : Stream
{
    // Eight hexadecimal digits and a line end before a piece, a line end after it.
    private const int Frame = 12;

    public override bool CanRead => false;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return;
        }

        byte[] chunk = ArrayPool<byte>.Shared.Rent(buffer.Length + Frame);
        try
        {
            Utf8Formatter.TryFormat(buffer.Length, chunk, out int written, new StandardFormat('x'));
            written = Append(chunk, written, "\r\n"u8);
            written = Append(chunk, written, buffer.Span);
            written = Append(chunk, written, "\r\n"u8);
            await inner.WriteAsync(chunk.AsMemory(0, written), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static int Append(byte[] chunk, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(chunk.AsSpan(at));
        return at + bytes.Length;
    }
}
