using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Kuscia.Node.Demo;

/// <summary>
/// Finds ports that nobody listens on, below the range that the system takes for outgoing connections: a port from that range could be gone
/// again before the node listens on it.
/// </summary>
internal static class FreePorts
{
    private const int First = 10000;
    private const int Last = 11999;
    private const int Attempts = 10_000;

    /// <summary>The given number of different free ports on loopback, none of them among those to avoid.</summary>
    public static int[] Take(int count, IReadOnlySet<int>? avoid = null)
    {
        HashSet<int> found = [];
        for (int attempt = 0; attempt < Attempts && found.Count < count; attempt++)
        {
            int port = RandomNumberGenerator.GetInt32(First, Last + 1);
            if (avoid?.Contains(port) != true && IsFree(port))
            {
                found.Add(port);
            }
        }

        return found.Count == count ? [.. found] : throw new DemoException($"no {count} free ports between {First} and {Last}", "(no log)");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
