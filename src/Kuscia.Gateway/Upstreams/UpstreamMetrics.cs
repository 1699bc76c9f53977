using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kuscia.Gateway.Upstreams;

/// <summary>
/// The figures of the upstreams of all routes under the names by which the original's monitoring asks for them: those of its proxy (<c>envoy_cluster_…</c>) and of the
/// connections below (<c>ss_…</c>). Read when somebody asks.
/// </summary>
internal static class UpstreamMetrics
{
    private static readonly ConcurrentDictionary<UpstreamFigures, byte> All = new();

    private static readonly Meter Meter = Create();

    /// <summary>Shows the figures of an upstream until they are removed.</summary>
    public static void Add(UpstreamFigures figures) => All[figures] = 0;

    /// <summary>The upstream is gone.</summary>
    public static void Remove(UpstreamFigures figures) => All.TryRemove(figures, out _);

    private static Meter Create()
    {
        Meter meter = new("Kuscia.Gateway.Upstreams");
        Proxy("upstream_cx_rx_bytes_total", "Bytes received on connections to the peer.", f => f.Received);
        Proxy("upstream_cx_tx_bytes_total", "Bytes sent on connections to the peer.", f => f.Sent);
        Proxy("upstream_cx_total", "Connections made to the peer.", f => f.Connections);
        Proxy("upstream_rq_total", "Requests sent to the peer.", f => f.Requests);

        // The proxy writes these three without _total, which only figures that may fall keep.
        ProxyLevel("upstream_cx_connect_fail", "Connections to the peer that could not be made.", f => f.ConnectFailures);
        ProxyLevel("upstream_cx_connect_timeout", "Connections to the peer that were not made in time.", f => f.ConnectTimeouts);
        ProxyLevel("upstream_rq_timeout", "Requests to the peer that stood still for too long.", f => f.RequestTimeouts);
        Sockets("ss_rtt", "avg", "Mean round trip time of the open connections to the peer, in milliseconds.", s => s.RoundTripMilliseconds);
        Sockets("ss_retrans", "sum", "Segments sent again to the peer.", s => s.Retransmissions);
        Sockets("ss_total_connections", "sum", "Open connections to the peer.", s => s.Connections);
        Sockets("ss_retran_rate", "avg", "Segments sent again for each open connection.", s => s.Connections == 0 ? 0 : (double)s.Retransmissions / s.Connections);
        return meter;

        void Proxy(string name, string description, Func<UpstreamFigures, long> figure) =>
            meter.CreateObservableCounter($"envoy_cluster_{name}", () => All.Keys.Select(f => new Measurement<long>(figure(f), Cluster(f))), null, description);

        void ProxyLevel(string name, string description, Func<UpstreamFigures, long> figure) =>
            meter.CreateObservableGauge($"envoy_cluster_{name}", () => All.Keys.Select(f => new Measurement<long>(figure(f), Cluster(f))), null, description);

        void Sockets(string name, string function, string description, Func<(int Connections, double RoundTripMilliseconds, long Retransmissions), double> figure) =>
            meter.CreateObservableGauge(name, () => All.Keys.Select(f => new Measurement<double>(figure(f.Sample()), Peer(f, function))), null, description);
    }

    private static KeyValuePair<string, object?> Cluster(UpstreamFigures figures) => new("envoy_cluster_name", figures.Cluster);

    // The address in the form of the original: lower case, dots doubled underscores.
    private static KeyValuePair<string, object?>[] Peer(UpstreamFigures figures, string function) =>
    [
        new("type", "ss"),
        new("remote_domain", figures.Host.ToLowerInvariant().Replace('-', '_').Replace(".", "__", StringComparison.Ordinal)),
        new("aggregation_function", function),
    ];
}
