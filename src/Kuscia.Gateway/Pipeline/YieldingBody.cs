using System.Buffers;
using System.IO.Pipelines;
using Kuscia.Runtime.Listeners;

namespace Kuscia.Gateway.Pipeline;

/// <summary>A request's body as a stream whose reads may be given up (<see cref="BodyReads"/>).</summary>
internal sealed class YieldingBody(PipeReader reader) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ReadResult result = await reader.ReadOrGiveUpAsync(cancellationToken);
            int length = (int)Math.Min(result.Buffer.Length, buffer.Length);
            if (length == 0 && buffer.Length > 0 && !result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            ReadOnlySequence<byte> part = result.Buffer.Slice(0, length);
            part.CopyTo(buffer.Span);
            reader.AdvanceTo(part.End);
            return length;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read asynchronously");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
