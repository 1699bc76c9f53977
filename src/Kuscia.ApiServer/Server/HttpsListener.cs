using System.Net;
using Kuscia.Runtime.Listeners;
using Kuscia.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kuscia.ApiServer.Server;

/// <summary>The HTTPS socket of the API server.</summary>
internal sealed class HttpsListener : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HttpsListener(WebApplication application, int port)
    {
        _application = application;
        Port = port;
    }

    /// <summary>The real port.</summary>
    public int Port { get; }

    /// <summary>Binds the address and answers requests with a handler.</summary>
    public static async Task<HttpsListener> StartAsync(
        ApiServerOptions options, ServerCertificates certificates, RequestDelegate handler, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(loggers, new ListenerLimits("API server", 8));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, certificates));
        WebApplication application = builder.Build();
        application.Run(handler);
        await application.StartAsync(cancellationToken);
        string bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("the API server has no address");
        return new HttpsListener(application, new Uri(bound).Port);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(soon.Token);
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, ApiServerOptions options, ServerCertificates certificates)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes + 4096;
        kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        kestrel.Listen(IPAddress.Parse(options.Address), options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificates.Server;
                https.SslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;

                // Who a certificate stands for is decided per request, so that a foreign one is answered with 401 instead of a broken handshake.
                https.ClientCertificateValidation = static (_, _, _) => true;
            });
        });
    }
}
