using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Kuscia.Testing.Nodes;

/// <summary>Ports that nobody listens on, below the range from which the system takes ports of outgoing connections. Thread-safe; gives none twice.</summary>
public static class FreePorts
{
    private const int First = 10000;
    private const int Last = 19999;
    private const int Attempts = 10_000;

    private static readonly HashSet<int> Taken = [];

    public static int[] Take(int count)
    {
        lock (Taken)
        {
            List<int> found = [];
            for (int attempt = 0; attempt < Attempts && found.Count < count; attempt++)
            {
                int port = RandomNumberGenerator.GetInt32(First, Last + 1);
                if (IsFree(port) && Taken.Add(port))
                {
                    found.Add(port);
                }
            }

            return found.Count == count ? [.. found] : throw new InvalidOperationException($"no {count} free ports between {First} and {Last}");
        }
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
