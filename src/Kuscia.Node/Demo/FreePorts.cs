using System.Net;
using System.Net.Sockets;

namespace Kuscia.Node.Demo;

/// <summary>Finds ports that nobody listens on.</summary>
internal static class FreePorts
{
    /// <summary>The given number of different free ports on loopback.</summary>
    public static int[] Take(int count)
    {
        Socket[] sockets = new Socket[count];
        try
        {
            for (int i = 0; i < count; i++)
            {
                sockets[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets[i].Bind(new IPEndPoint(IPAddress.Loopback, 0));
            }

            return [.. sockets.Select(s => ((IPEndPoint?)s.LocalEndPoint)?.Port ?? 0)];
        }
        finally
        {
            foreach (Socket? socket in sockets)
            {
                socket?.Dispose();
            }
        }
    }
}
