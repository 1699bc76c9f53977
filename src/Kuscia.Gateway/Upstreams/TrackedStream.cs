using System.Net.Sockets;

namespace Kuscia.Gateway.Upstreams;

/// <summary>A connection to an upstream that counts its bytes and says when it is closed.</summary>
internal sealed class TrackedStream(Socket socket, UpstreamFigures? figures, Action<TrackedStream> closed) : NetworkStream(socket, ownsSocket: true)
{
    private int _isClosed;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> read = base.ReadAsync(buffer, cancellationToken);
        return figures is null ? read : CountAsync(read, figures);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        figures?.AddSent(buffer.Length);
        return base.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        bool isFirst = Interlocked.Exchange(ref _isClosed, 1) == 0;
        if (isFirst)
        {
            figures?.Closing(Socket);
        }

        base.Dispose(disposing);
        if (isFirst)
        {
            closed(this);
        }
    }

    private static async ValueTask<int> CountAsync(ValueTask<int> read, UpstreamFigures figures)
    {
        int bytes = await read;
        figures.AddReceived(bytes);
        return bytes;
    }
}
