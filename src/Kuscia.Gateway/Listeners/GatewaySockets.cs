using System.Net;
using Kuscia.Hosting.Listeners;
using Kuscia.Hosting.Modules;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Kuscia.Gateway.Listeners;

/// <summary>Where and how the gateway listens.</summary>
internal static class GatewaySockets
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);

    /// <summary>What the door for partners may hold. Its server says who is known: a token was shown.</summary>
    public static ListenerLimits ExternalLimits(GatewayOptions options) => new("external listener", 4)
    {
        MaxConnections = options.MaxConnections,
        Trust = ConnectionTrust.ByServer,
        HeadLimit = options.HeaderTimeout,
    };

    /// <summary>The door for partners.</summary>
    /// <param name="serving">Server certificate; null for clear text.</param>
    /// <param name="options">Address, limits.</param>
    /// <param name="time">Clock.</param>
    public static WebListenerOptions External(ServingCertificate? serving, GatewayOptions options, TimeProvider time)
    {
        WebListenerOptions socket = Of(EndPoint(options.ExternalAddress, options.ExternalPort), ExternalLimits(options), options, time);

        // Whoever has a certificate may show it; the route of the source decides whether one is needed and what it is worth (authenticationType MTLS).
        return serving is null
            ? socket
            : socket with { Tls = new ListenerTls(serving) { Clients = ClientCertificateMode.AllowCertificate, HandshakeLimit = options.HeaderTimeout } };
    }

    /// <summary>The door of the own node: whoever reaches it may use it.</summary>
    public static WebListenerOptions Internal(GatewayOptions options, TimeProvider time)
    {
        ListenerLimits limits = new("internal listener", 8) { MaxConnections = options.MaxConnections, Trust = ConnectionTrust.FirstRequest, HeadLimit = options.HeaderTimeout };
        return Of(EndPoint(options.InternalAddress, options.InternalPort), limits, options, time);
    }

    /// <summary>The port on loopback that local modules ask whether the gateway lives.</summary>
    public static WebListenerOptions Admin(int port, GatewayOptions options, TimeProvider time) =>
        Of(new IPEndPoint(IPAddress.Loopback, port), ListenerLimits.Small("admin listener") with { LocalNamesOnly = true }, options, time);

    private static WebListenerOptions Of(IPEndPoint bind, ListenerLimits limits, GatewayOptions options, TimeProvider time) => new(bind, limits)
    {
        HeadTimeout = options.HeaderTimeout,
        IdleTimeout = Idle,
        Drain = Drain,
        Server = kestrel => Configure(kestrel, options),
        Socket = listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(next => new Http2PrefaceSniffer(next, options.HeaderTimeout, time).OnConnectionAsync);
        },
    };

    private static void Configure(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AllowAlternateSchemes = true;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = GatewayOptions.MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = GatewayOptions.MaxHeaderCount;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = GatewayOptions.MaxHeaderBytes;
    }

    private static IPEndPoint EndPoint(string address, int port) =>
        IPAddress.TryParse(address, out IPAddress? parsed)
            ? new IPEndPoint(parsed, port)
            : throw new ModuleStartException($"the gateway's bind address \"{address}\" is no IP address; give one, for example 0.0.0.0");
}
