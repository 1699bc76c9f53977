using System.Net;

namespace Kuscia.Gateway.Upstreams;

/// <summary>One address with its connections. TLS happens in the connector, hence the base address is always <c>http</c>.</summary>
internal sealed class Upstream : IDisposable
{
    // A host that refused a connection is left out for so long (specification, "Load balancing").
    private static readonly TimeSpan Ejection = TimeSpan.FromSeconds(30);

    private readonly UpstreamConnector _connector;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private long _ejected;

    public Upstream(UpstreamSpec spec, GatewayOptions options, OutboundBudget budget, TimeProvider time)
    {
        Spec = spec;
        BaseAddress = "http://" + spec.Authority;
        _options = options;
        _time = time;
        _connector = new UpstreamConnector(spec, budget, time);
        if (spec.Cluster is not null)
        {
            _connector.Count(spec.Cluster);
        }

        Invoker = new HttpMessageInvoker(new StreamingHandler(
            Handler(_connector.ConnectAsync),
            () => Handler(async (context, cancellationToken) => new DuplexStream(await _connector.ConnectAsync(context, cancellationToken)))));
    }

    public UpstreamSpec Spec { get; }

    /// <summary>What it has done; null for the upstream of no route.</summary>
    public UpstreamFigures? Figures => _connector.Figures;

    /// <summary>Scheme, host and port without trailing slash.</summary>
    public string BaseAddress { get; }

    public HttpMessageInvoker Invoker { get; }

    /// <summary>The last connection attempt failed a moment ago.</summary>
    public bool IsEjected => Volatile.Read(ref _ejected) is not 0 and var since && _time.GetElapsedTime(since) < Ejection;

    public void Eject() => Volatile.Write(ref _ejected, _time.GetTimestamp());

    /// <summary>Ends every connection with what is under way on it.</summary>
    public void Abort() => _connector.Abort();

    public void Dispose()
    {
        Invoker.Dispose();
        _connector.Dispose();
    }

    private SocketsHttpHandler Handler(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = _options.ConnectTimeout,
        ConnectCallback = connect,

        // The control plane is shared by all partners, each of whom has its own bound: a common one would let one partner take the places of all.
        MaxConnectionsPerServer = Spec.IsControlPlane ? int.MaxValue : _options.MaxConnectionsPerUpstream,
        MaxResponseHeadersLength = GatewayOptions.MaxHeaderBytes / 1024,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(900),
        PooledConnectionLifetime = TimeSpan.FromHours(1),
        ResponseDrainTimeout = TimeSpan.FromSeconds(2),
    };
}
