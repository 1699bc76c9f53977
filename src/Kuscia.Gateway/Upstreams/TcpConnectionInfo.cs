using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Kuscia.Gateway.Upstreams;

/// <summary>What the kernel knows of a TCP connection (Linux <c>struct tcp_info</c>, <c>tcp(7)</c>, option TCP_INFO).</summary>
/// <param name="RoundTrip">Smoothed round trip time.</param>
/// <param name="Retransmissions">Segments sent again since the connection began.</param>
internal readonly record struct TcpConnectionInfo(TimeSpan RoundTrip, long Retransmissions)
{
    private const int TcpLevel = 6;
    private const int TcpInfo = 11;
    private const int RoundTripOffset = 68;
    private const int RetransmissionsOffset = 100;
    private const int Size = 104;

    /// <summary>Null for a connection that is closed, and where the kernel does not tell.</summary>
    public static TcpConnectionInfo? Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> info = stackalloc byte[Size];
        try
        {
            if (socket.GetRawSocketOption(TcpLevel, TcpInfo, info) < Size)
            {
                return null;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }

        uint microseconds = MemoryMarshal.Read<uint>(info[RoundTripOffset..]);
        uint segments = MemoryMarshal.Read<uint>(info[RetransmissionsOffset..]);
        return new TcpConnectionInfo(TimeSpan.FromMicroseconds(microseconds), segments);
    }
}
