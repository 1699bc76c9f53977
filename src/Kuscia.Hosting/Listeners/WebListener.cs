using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kuscia.Hosting.Listeners;

/// <summary>One web socket of a node with its handler: connections within limits, HTTP/1.1 and, over TLS, HTTP/2. Disposing it stops it.</summary>
public sealed class WebListener : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly WebListenerOptions _options;
    private readonly ITimer? _renewal;

    private WebListener(WebApplication application, WebListenerOptions options, int port, ILoggerFactory loggers)
    {
        _application = application;
        _options = options;
        _renewal = options.Tls?.Serving.Keep(options.Limits.Name, loggers.CreateLogger<ServingCertificate>());
        EndPoint = new IPEndPoint(options.Bind.Address, port);
    }

    /// <summary>Where it really listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The real port.</summary>
    public int Port => EndPoint.Port;

    /// <summary>Where it listens, as a URL.</summary>
    public string Address => $"{Scheme}://{EndPoint}";

    /// <summary>Where this machine reaches it, as a URL.</summary>
    public Uri LocalAddress => new($"{Scheme}://{new IPEndPoint(Local(EndPoint.Address), Port)}");

    private string Scheme => _options.Tls is null ? "http" : "https";

    /// <summary>Listens and answers every request with a handler.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="handler">Answers requests.</param>
    /// <param name="loggers">Where warnings of the server go.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="IOException">The address or port cannot be had.</exception>
    public static async Task<WebListener> StartAsync(WebListenerOptions options, RequestDelegate handler, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(loggers, options.Limits);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        options.Services(builder.Services);
        WebApplication application = builder.Build();
        options.Middleware(application);
        application.Run(handler);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        string bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Single()
            ?? throw new InvalidOperationException($"{options.Limits.Name} has no address");
        return new WebListener(application, options, BindingAddress.Parse(bound).Port, loggers);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (_renewal?.DisposeAsync() ?? ValueTask.CompletedTask);
        using CancellationTokenSource soon = new(_options.Drain);
        await _application.StopAsync(soon.Token);
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, WebListenerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = options.HeadTimeout;
        kestrel.Limits.KeepAliveTimeout = options.IdleTimeout;
        // A client is given up by the time in which it takes nothing (ResponseBody), not by its mean rate.
        kestrel.Limits.MinResponseDataRate = null;
        options.Server(kestrel);
        kestrel.Listen(options.Bind, listen =>
        {
            if (options.Tls is { } tls)
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(tls.ToOptions());
            }

            options.Socket(listen);
        });
    }

    private static IPAddress Local(IPAddress address) =>
        address.Equals(IPAddress.Any) ? IPAddress.Loopback : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;
}
