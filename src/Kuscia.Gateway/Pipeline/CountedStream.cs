using Kuscia.Hosting.Listeners;

namespace Kuscia.Gateway.Pipeline;

/// <summary>The body of an answer; counts what is written for the access log.</summary>
internal sealed class CountedStream(Stream inner, Exchange exchange) : BodyStream(inner)
{
    public override bool CanWrite => true;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        exchange.BytesSent += buffer.Length;
        return Inner.WriteAsync(buffer, cancellationToken);
    }
}
