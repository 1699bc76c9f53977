using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Kuscia.Testing.Nodes;

/// <summary>
/// Ports that nobody listens on, below the range from which the system takes ports of outgoing connections. Thread-safe; gives none twice, neither here nor in
/// another test process of this machine: each process takes whole blocks of ports and holds a lock on their files until it ends.
/// </summary>
public static class FreePorts
{
    // The demo, which tests start too, takes its ports below this.
    private const int First = 12000;
    private const int Last = 19999;
    private const int BlockSize = 100;

    private static readonly string LockFolder = Path.Combine(Path.GetTempPath(), $"kuscia-test-ports-{Environment.UserName}");
    private static readonly Queue<int> Candidates = [];
    private static readonly List<FileStream> Locks = [];

    public static int[] Take(int count)
    {
        lock (Candidates)
        {
            return [.. Enumerable.Range(0, count).Select(_ => Next())];
        }
    }

    private static int Next()
    {
        while (true)
        {
            while (Candidates.TryDequeue(out int port))
            {
                if (IsFree(port))
                {
                    return port;
                }
            }

            TakeBlock();
        }
    }

    private static void TakeBlock()
    {
        _ = Directory.CreateDirectory(LockFolder);
        int[] blocks = [.. Enumerable.Range(0, (Last + 1 - First) / BlockSize)];
        RandomNumberGenerator.Shuffle(blocks.AsSpan());
        foreach (int block in blocks)
        {
            if (TryLock(block))
            {
                foreach (int port in Enumerable.Range(First + (block * BlockSize), BlockSize))
                {
                    Candidates.Enqueue(port);
                }

                return;
            }
        }

        throw new InvalidOperationException($"every port between {First} and {Last} is taken by a test process; their locks are in {LockFolder}");
    }

    private static bool TryLock(int block)
    {
        try
        {
            Locks.Add(new FileStream(Path.Combine(LockFolder, block.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (IOException)
        {
            return false; // Another process holds it, or this one has taken it before.
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
