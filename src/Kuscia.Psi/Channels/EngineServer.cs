using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kuscia.Psi.Channels;

/// <summary>The engine's own HTTP listener: Kestrel without a host around it, which starts in a few milliseconds.</summary>
internal sealed class EngineServer : IAsyncDisposable
{
    private readonly KestrelServer _server;

    private EngineServer(KestrelServer server) => _server = server;

    /// <summary>Starts listening.</summary>
    /// <exception cref="PsiException">The address cannot be bound.</exception>
    public static async Task<EngineServer> StartAsync(IPEndPoint address, RequestDelegate handler, CancellationToken cancellationToken)
    {
        // A gateway may say "https" of a request that it took over TLS itself.
        KestrelServerOptions options = new() { AddServerHeader = false, AllowAlternateSchemes = true };
        options.Limits.MaxRequestBodySize = PeerWire.MaxBody;
        options.Limits.MaxConcurrentConnections = 64;
        options.Limits.Http2.MaxStreamsPerConnection = 16;
        options.Listen(address, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            _ = listen.Use(next => new PriorKnowledge(next).OnConnectionAsync);
        });
        SocketTransportFactory transport = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        KestrelServer server = new(Options.Create(options), transport, NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new Application(handler), cancellationToken);
        }
        catch (IOException e)
        {
            server.Dispose();
            throw new PsiException(ExitCode.Configuration, $"cannot listen on {address}: {e.Message}", e);
        }

        return new(server);
    }

    /// <summary>Stops listening and lets running requests end.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(2));
        await _server.StopAsync(limit.Token);
        _server.Dispose();
    }

    private sealed class Application(RequestDelegate handler) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handler(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
