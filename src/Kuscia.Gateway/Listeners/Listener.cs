using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Runtime.Listeners;
using Kuscia.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Listeners;

/// <summary>One listening socket with its handler.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(3);

    private readonly WebApplication _application;

    private Listener(WebApplication application, IPEndPoint endPoint)
    {
        _application = application;
        EndPoint = endPoint;
    }

    /// <summary>Where it really listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>What the external listener may hold. Its server says who is known: a token was shown.</summary>
    public static ListenerLimits ExternalLimits(GatewayOptions options) => new("external listener", 4)
    {
        MaxConnections = options.MaxConnections,
        Trust = ConnectionTrust.ByServer,
        HeadLimit = options.HeaderTimeout,
    };

    /// <summary>What the internal listener may hold: whoever reaches it may use it.</summary>
    public static ListenerLimits InternalLimits(GatewayOptions options) => new("internal listener", 8)
    {
        MaxConnections = options.MaxConnections,
        Trust = ConnectionTrust.FirstRequest,
        HeadLimit = options.HeaderTimeout,
    };

    /// <param name="limits">What the listener is, for messages, and what it may hold.</param>
    /// <param name="bind">Address and port; port 0 takes a free one.</param>
    /// <param name="certificate">Server certificate; null for clear text.</param>
    /// <param name="options">Limits and client CA.</param>
    /// <param name="handler">Answers requests.</param>
    /// <param name="loggers">Where warnings of the server go.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<Listener> StartAsync(
        ListenerLimits limits, IPEndPoint bind, X509Certificate2? certificate, GatewayOptions options, RequestDelegate handler, ILoggerFactory loggers, TimeProvider time,
        CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(loggers, limits);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, bind, certificate, options, time));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain);
        WebApplication application = builder.Build();
        application.Run(handler);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw new ModuleStartException($"the gateway's {limits.Name} cannot listen on {bind}: {e.Message.TrimEnd('.')}; free the port or configure another address or port (ports below 1024 need root)", e);
        }

        string address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Single() ?? bind.ToString();
        return new Listener(application, new IPEndPoint(bind.Address, BindingAddress.Parse(address).Port));
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource limit = new(Drain);
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, IPEndPoint bind, X509Certificate2? certificate, GatewayOptions options, TimeProvider time)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowAlternateSchemes = true;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = options.MaxHeaderCount;
        kestrel.Limits.RequestHeadersTimeout = options.HeaderTimeout;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(20);
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = options.MaxHeaderBytes;
        kestrel.Listen(bind, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1AndHttp2;
            if (certificate is not null)
            {
                endpoint.UseHttps(Https(certificate, options));
            }

            endpoint.Use(next => new Http2PrefaceSniffer(next, options.HeaderTimeout, time).OnConnectionAsync);
        });
    }

    private static HttpsConnectionAdapterOptions Https(X509Certificate2 certificate, GatewayOptions options) => new()
    {
        ServerCertificate = certificate,
        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        HandshakeTimeout = options.HeaderTimeout,
        CheckCertificateRevocation = false,

        // A stranger's certificate must not make this node fetch what it points to.
        OnAuthenticate = static (_, tls) => tls.CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },

        // Whoever has a certificate may show it; the route of the source decides whether one is needed and what it is worth (authenticationType MTLS).
        ClientCertificateMode = ClientCertificateMode.AllowCertificate,
        ClientCertificateValidation = static (_, _, _) => true,
    };
}
