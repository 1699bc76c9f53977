using System.Net.Sockets;

namespace Kuscia.Gateway.Forwarding;

/// <summary>A connection to an upstream that says when it is closed.</summary>
internal sealed class TrackedStream(Socket socket, Action<TrackedStream> closed) : NetworkStream(socket, ownsSocket: true)
{
    private int _isClosed;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            closed(this);
        }
    }
}
