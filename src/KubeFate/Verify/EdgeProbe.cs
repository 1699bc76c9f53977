using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KubeFate.Verify;

/// <summary>Tries a way: the name, then a connection, then HTTP/2 where gRPC is spoken.</summary>
/// <param name="resolve">Gives the addresses of a name.</param>
/// <param name="limit">How long one way may take.</param>
/// <param name="clock">Counts the time.</param>
internal sealed class EdgeProbe(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeSpan limit, TimeProvider clock)
{
    private const int FrameHeader = 9;
    private const byte SettingsFrame = 4;

    // What a client of HTTP/2 sends first (RFC 9113, 3.4): the preface and an empty frame of settings.
    private static readonly byte[] Preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, SettingsFrame, 0, 0, 0, 0, 0];

    /// <summary>Tries one.</summary>
    public async Task<EdgeResult> TryAsync(Edge edge, CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        using CancellationTokenSource late = new(limit, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        string? fault;
        try
        {
            fault = await FaultAsync(edge, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            fault = $"no answer from {edge.Host}:{edge.Port} within {limit.TotalSeconds:0.#} s; something on the way drops it, such as a firewall or a NetworkPolicy";
        }

        return new EdgeResult(edge, fault, Stopwatch.GetElapsedTime(begin));
    }

    private async Task<string?> FaultAsync(Edge edge, CancellationToken cancellationToken)
    {
        if (edge.Host.Length == 0 || edge.Port is < 1 or > 65535)
        {
            return $"cluster.yaml gives no address and port: \"{edge.Host}:{edge.Port}\"";
        }

        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(edge.Host, out IPAddress? given) ? [given] : await resolve(edge.Host, cancellationToken);
        }
        catch (SocketException e)
        {
            return $"DNS does not know {edge.Host}: {e.Message}";
        }

        if (addresses.Length == 0)
        {
            return $"DNS gives no address for {edge.Host}: the service has no ready pod";
        }

        using Socket socket = new(addresses[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(addresses[0], edge.Port, cancellationToken);
            return edge.IsGrpc ? await Http2FaultAsync(socket, edge, cancellationToken) : null;
        }
        catch (SocketException e)
        {
            return $"TCP to {addresses[0]}:{edge.Port}: {e.Message}";
        }
    }

    private static async Task<string?> Http2FaultAsync(Socket socket, Edge edge, CancellationToken cancellationToken)
    {
        await socket.SendAsync(Preface, cancellationToken);
        byte[] answer = new byte[FrameHeader];
        for (int read = 0; read < FrameHeader;)
        {
            int more = await socket.ReceiveAsync(answer.AsMemory(read), cancellationToken);
            if (more == 0)
            {
                return $"gRPC at {edge.Host}:{edge.Port}: the connection was closed before an answer; it may want TLS";
            }

            read += more;
        }

        return answer[3] == SettingsFrame ? null : $"gRPC at {edge.Host}:{edge.Port}: what answers speaks no HTTP/2";
    }
}
