using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Kuscia.Hosting.Listeners;

/// <summary>Makes the sockets of a web server listen within <see cref="ListenerLimits"/>.</summary>
internal sealed class BoundedListenerFactory(ListenerLimits limits, TimeProvider time, ILoggerFactory loggers) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private const int Backlog = 512;

    // tcp(7): TCP_USER_TIMEOUT, in milliseconds, for bytes that are sent and not acknowledged; keep-alive alone counts only while nothing is sent.
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;
    private const int UnacknowledgedLimit = 60_000;

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket socket = Listen(endpoint);
        ILogger logger = loggers.CreateLogger("Kuscia.Listeners");
        return ValueTask.FromResult<IConnectionListener>(new BoundedListener(socket, socket.AcceptAsync, limits, new ConnectionShares(limits, time, logger), time, logger));
    }

    private static Socket Listen(EndPoint endpoint)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            NoticeVanished(socket);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket?.Dispose();
            throw new AddressInUseException(e.Message, e);
        }
    }

    // Connections take these settings over from the listening socket: one whose other end vanished without a word is ended after about a minute, and with it
    // whatever streamed into it.
    private static void NoticeVanished(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        Span<byte> milliseconds = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(milliseconds, UnacknowledgedLimit);
        socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, milliseconds);
    }
}
