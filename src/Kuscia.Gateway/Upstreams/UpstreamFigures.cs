using System.Net.Sockets;

namespace Kuscia.Gateway.Upstreams;

/// <summary>What one upstream of a route has done since the node started. Thread-safe.</summary>
/// <param name="cluster">Name of the upstream, SOURCE-to-DESTINATION-PORT (network specification, "Upstream name").</param>
/// <param name="host">Host of the route's endpoint.</param>
/// <param name="open">The connections that are open now.</param>
internal sealed class UpstreamFigures(string cluster, string host, Func<IEnumerable<Socket>> open)
{
    private long _received;
    private long _sent;
    private long _connections;
    private long _connectFailures;
    private long _connectTimeouts;
    private long _requests;
    private long _requestTimeouts;
    private long _closedRetransmissions;

    public string Cluster { get; } = cluster;

    public string Host { get; } = host;

    /// <summary>Bytes read from the peer.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Bytes written to the peer.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Connections that were made.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>Connections that could not be made, those that took too long among them.</summary>
    public long ConnectFailures => Interlocked.Read(ref _connectFailures);

    /// <summary>Connections that were not made in time.</summary>
    public long ConnectTimeouts => Interlocked.Read(ref _connectTimeouts);

    /// <summary>Requests sent to the peer.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Requests that stood still for too long.</summary>
    public long RequestTimeouts => Interlocked.Read(ref _requestTimeouts);

    public void AddReceived(int bytes) => Interlocked.Add(ref _received, bytes);

    public void AddSent(int bytes) => Interlocked.Add(ref _sent, bytes);

    public void Connected() => Interlocked.Increment(ref _connections);

    public void NotConnected(bool isTimeout)
    {
        Interlocked.Increment(ref _connectFailures);
        if (isTimeout)
        {
            Interlocked.Increment(ref _connectTimeouts);
        }
    }

    public void Requested() => Interlocked.Increment(ref _requests);

    public void RequestTimedOut() => Interlocked.Increment(ref _requestTimeouts);

    /// <summary>A connection is about to be closed: what it has sent again still counts.</summary>
    public void Closing(Socket socket)
    {
        if (TcpConnectionInfo.Of(socket) is { } info)
        {
            Interlocked.Add(ref _closedRetransmissions, info.Retransmissions);
        }
    }

    /// <summary>What the kernel says of the open connections; retransmissions count those of closed ones too.</summary>
    public (int Connections, double RoundTripMilliseconds, long Retransmissions) Sample()
    {
        int connections = 0;
        double roundTrip = 0;
        long retransmissions = Interlocked.Read(ref _closedRetransmissions);
        foreach (Socket socket in open())
        {
            if (TcpConnectionInfo.Of(socket) is { } info)
            {
                connections++;
                roundTrip += info.RoundTrip.TotalMilliseconds;
                retransmissions += info.Retransmissions;
            }
        }

        return (connections, connections == 0 ? 0 : roundTrip / connections, retransmissions);
    }
}
