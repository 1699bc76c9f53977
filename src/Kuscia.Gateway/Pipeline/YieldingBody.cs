using System.Buffers;
using System.IO.Pipelines;
using Kuscia.Hosting.Listeners;

namespace Kuscia.Gateway.Pipeline;

/// <summary>A request's body as a stream whose reads may be given up (<see cref="BodyReads"/>).</summary>
internal sealed class YieldingBody(PipeReader reader) : BodyStream(Null)
{
    public override bool CanRead => true;

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
}
