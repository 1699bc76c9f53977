using System.Net;
using Kuscia.ApiServer.Certificates;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Kuscia.ApiServer.Server;

/// <summary>Where and how the API server listens.</summary>
internal static class ApiSocket
{
    /// <summary>The socket of a server; a body may exceed its limit a little, so that the caller is told the limit.</summary>
    public static WebListenerOptions Of(ApiServerOptions options, ServerCertificates certificates) =>
        new(new IPEndPoint(IPAddress.Parse(options.Address), options.Port), new ListenerLimits("API server", 8))
        {
            // Who a certificate stands for is decided per request, so that a foreign one is answered with 401 instead of a broken handshake.
            Tls = new ListenerTls(certificates.Server) { Clients = ClientCertificateMode.AllowCertificate, HandshakeLimit = TimeSpan.FromSeconds(10) },
            MaxBodyBytes = options.MaxBodyBytes + 4096,
            HeadTimeout = TimeSpan.FromSeconds(15),
            Server = Configure,
        };

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}
