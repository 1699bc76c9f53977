using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Kuscia.Gateway.Tests.Harness;

/// <summary>
/// Ports below the range that the system takes for outgoing connections: a listener that stops and starts again finds such a port still free.
/// </summary>
internal static class ReservedPort
{
    private const int First = 20000;
    private const int Last = 29999;

    public static int Take()
    {
        while (true)
        {
            int port = RandomNumberGenerator.GetInt32(First, Last + 1);
            try
            {
                using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }

    /// <summary>A port that refuses connections as long as the socket is kept.</summary>
    public static Socket Deaf()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    public static IPEndPoint EndPointOf(Socket socket) => (IPEndPoint)socket.LocalEndPoint!; // bound
}
