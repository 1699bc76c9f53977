namespace Kuscia.Hosting.Listeners;

/// <summary>Sends every piece on its way at once, instead of when a buffer is full: a followed log arrives line by line, a stream message by message.</summary>
public sealed class FlushingStream(Stream inner) : BodyStream(inner)
{
    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Inner.WriteAsync(buffer, cancellationToken);
        await Inner.FlushAsync(cancellationToken);
    }
}
