using Kuscia.Gateway.Routes;
using Kuscia.Hosting.Listeners;

namespace Kuscia.Gateway.Pipeline;

/// <summary>A stream whose reads and writes wait for their share of a limited bandwidth.</summary>
internal sealed class LimitedStream(Stream inner, TokenBucket? reads, TokenBucket? writes) : BodyStream(inner)
{
    public override bool CanRead => Inner.CanRead;

    public override bool CanWrite => Inner.CanWrite;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (reads is null)
        {
            return await Inner.ReadAsync(buffer, cancellationToken);
        }

        int read = await Inner.ReadAsync(buffer[..Math.Min(buffer.Length, reads.Slice)], cancellationToken);
        await reads.TakeAsync(read, cancellationToken);
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (writes is null)
        {
            await Inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        while (buffer.Length > 0)
        {
            ReadOnlyMemory<byte> piece = buffer[..Math.Min(buffer.Length, writes.Slice)];
            buffer = buffer[piece.Length..];
            await writes.TakeAsync(piece.Length, cancellationToken);
            await Inner.WriteAsync(piece, cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
