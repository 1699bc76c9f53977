using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
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

    /// <param name="what">What the listener is, for messages, for example <c>external listener</c>.</param>
    /// <param name="bind">Address and port; port 0 takes a free one.</param>
    /// <param name="certificate">Server certificate; null for clear text.</param>
    /// <param name="options">Limits and client CA.</param>
    /// <param name="handler">Answers requests.</param>
    /// <param name="loggers">Where warnings of the server go.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<Listener> StartAsync(
        string what, IPEndPoint bind, X509Certificate2? certificate, GatewayOptions options, RequestDelegate handler, ILoggerFactory loggers, TimeProvider time,
        CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(loggers);
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
            throw new ModuleStartException($"the gateway's {what} cannot listen on {bind}: {e.Message.TrimEnd('.')}; free the port or configure another address or port (ports below 1024 need root)", e);
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
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
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

    private static HttpsConnectionAdapterOptions Https(X509Certificate2 certificate, GatewayOptions options)
    {
        bool demand = options is { ExternalProtocol: ExternalProtocol.MutualTls, ExternalClientCa: not null };
        return new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CheckCertificateRevocation = false,

            // A stranger's certificate must not make this node fetch what it points to.
            OnAuthenticate = static (_, tls) => tls.CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
            ClientCertificateMode = demand ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.AllowCertificate,

            // Without a CA for all, the route of the source decides what its certificate is worth (authenticationType MTLS).
            ClientCertificateValidation = (client, _, _) => !demand || (options.ExternalClientCa is { } ca && ChainsTo(client, ca)),
        };
    }

    private static bool ChainsTo(X509Certificate2 certificate, X509Certificate2 ca)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
