using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Kuscia.Runtime.Listeners;

/// <summary>Makes the sockets of a web server listen within <see cref="ListenerLimits"/>.</summary>
internal sealed class BoundedListenerFactory(ListenerLimits limits, TimeProvider time, ILoggerFactory loggers) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private const int Backlog = 512;

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket socket = Listen(endpoint);
        ILogger logger = loggers.CreateLogger("Kuscia.Listeners");
        return ValueTask.FromResult<IConnectionListener>(new BoundedListener(socket, limits, new ConnectionShares(limits, time, logger), time, logger));
    }

    private static Socket Listen(EndPoint endpoint)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket?.Dispose();
            throw new AddressInUseException(e.Message, e);
        }
    }
}
