using System.Net;

namespace Kuscia.Gateway.Forwarding;

/// <summary>One address with its connections. TLS happens in the connector, hence the base address is always <c>http</c>.</summary>
internal sealed class Upstream : IDisposable
{
    // A host that refused a connection is left out for so long (specification, "Load balancing").
    private static readonly TimeSpan Ejection = TimeSpan.FromSeconds(30);

    private readonly UpstreamConnector _connector;
    private readonly TimeProvider _time;
    private long _ejectedUntil;

    public Upstream(UpstreamSpec spec, GatewayOptions options, TimeProvider time)
    {
        Spec = spec;
        BaseAddress = "http://" + spec.Authority;
        _time = time;
        _connector = new UpstreamConnector(spec, time);
        Invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = options.ConnectTimeout,
            ConnectCallback = _connector.ConnectAsync,
            MaxConnectionsPerServer = options.MaxConnectionsPerUpstream,
            MaxResponseHeadersLength = options.MaxHeaderBytes / 1024,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(900),
            PooledConnectionLifetime = TimeSpan.FromHours(1),
            ResponseDrainTimeout = TimeSpan.FromSeconds(2),
        });
    }

    public UpstreamSpec Spec { get; }

    /// <summary>Scheme, host and port without trailing slash.</summary>
    public string BaseAddress { get; }

    public HttpMessageInvoker Invoker { get; }

    /// <summary>The last connection attempt failed a moment ago.</summary>
    public bool IsEjected => _time.GetUtcNow().Ticks < Volatile.Read(ref _ejectedUntil);

    public void Eject() => Volatile.Write(ref _ejectedUntil, (_time.GetUtcNow() + Ejection).Ticks);

    public void Dispose()
    {
        Invoker.Dispose();
        _connector.Dispose();
    }
}
