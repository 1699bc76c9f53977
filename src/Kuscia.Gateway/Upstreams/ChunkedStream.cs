using System.Buffers;
using System.Buffers.Text;
using Kuscia.Hosting.Listeners;

namespace Kuscia.Gateway.Upstreams;

/// <summary>Writes every piece as a chunk of its own (RFC 9112 §7.1) and lets it go at once.</summary>
internal sealed class ChunkedStream(Stream inner) : BodyStream(inner)
{
    // Eight hexadecimal digits and a line end before a piece, a line end after it.
    private const int Frame = 12;

    public override bool CanWrite => true;

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
            await Inner.WriteAsync(chunk.AsMemory(0, written), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static int Append(byte[] chunk, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(chunk.AsSpan(at));
        return at + bytes.Length;
    }
}
