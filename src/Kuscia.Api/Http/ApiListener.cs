using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
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

namespace Kuscia.Api.Http;

/// <summary>One socket of the API.</summary>
internal sealed class ApiListener(IPAddress address, int port, ApiTls? tls, ListenerLimits limits, ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private WebApplication? _application;
    private X509Certificate2? _certificate;

    /// <summary>The real port once started.</summary>
    public int Port { get; private set; }

    public bool UsesTls => tls is not null;

    /// <summary>The certificate of this server; null without TLS or before the start.</summary>
    public X509Certificate2? Certificate => _certificate;

    public string Address => $"{(UsesTls ? "https" : "http")}://{address}:{Port}";

    /// <summary>Where this machine reaches the socket.</summary>
    public IPAddress LocalAddress => address.Equals(IPAddress.Any) ? IPAddress.Loopback : address;

    public async Task StartAsync(RequestDelegate handler, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(loggers, limits);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        _application = builder.Build();
        _application.Run(handler);
        await _application.StartAsync(cancellationToken);
        string bound = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("the API has no address");
        Port = new Uri(bound).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            // Watches and followed logs have no end of their own.
            using CancellationTokenSource soon = new(StopLimit);
            await _application.StopAsync(soon.Token);
            await _application.DisposeAsync();
        }

        _certificate?.Dispose();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // The operations cut a body themselves, so that the caller gets a sentence.
        kestrel.Limits.MaxRequestBodySize = null;
        // A stream is given up by the time in which its caller takes nothing, not by its mean rate.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(20);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(300);
        kestrel.Listen(address, port, listen =>
        {
            if (tls is null)
            {
                return;
            }

            _certificate ??= tls.ServerCertificate();
            listen.UseHttps(https =>
            {
                https.ServerCertificate = _certificate;
                https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                https.HandshakeTimeout = TimeSpan.FromSeconds(5);
                if (tls.RequiresClientCertificate)
                {
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = (certificate, _, _) => tls.IsOfThisNode(certificate);
                }
            });
        });
    }
}
