using Grpc.Core;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kuscia.Operations.Rpc;

/// <summary>A listener that speaks gRPC: HTTP/2 alone, over TLS or with prior knowledge.</summary>
public static partial class GrpcListener
{
    /// <summary>Its part of all descriptors for connections, one in so many: clients make all their calls over few of them.</summary>
    public const int ConnectionDivisor = 64;

    /// <summary>Listens and answers calls of the methods; others are UNIMPLEMENTED.</summary>
    /// <param name="socket">Where it listens.</param>
    /// <param name="methods">What it serves.</param>
    /// <param name="maxMessageBytes">Largest message of a caller, in bytes.</param>
    /// <param name="makesWay">True when nobody asked for the port: when it cannot be had, a warning says so and nothing is served.</param>
    /// <param name="loggers">Where warnings of the server go.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="IOException">The address or port cannot be had.</exception>
    public static async Task<WebListener?> StartAsync(
        WebListenerOptions socket, ServerServiceDefinition methods, long maxMessageBytes, bool makesWay, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        WebListenerOptions options = socket with
        {
            // A caller that is not let in is answered with HTTP status 200 too.
            Limits = socket.Limits with { Trust = ConnectionTrust.ByServer },
            Services = services => services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = (int)Math.Min(maxMessageBytes, int.MaxValue)),
            Middleware = application =>
            {
                application.UseRouting();
                application.UseEndpoints(endpoints => endpoints.MapGrpcService(methods));
            },
            Socket = static listen => listen.Protocols = HttpProtocols.Http2,
        };
        try
        {
            return await WebListener.StartAsync(options, NotFoundAsync, loggers, cancellationToken);
        }
        catch (IOException e) when (makesWay)
        {
            Log.WithoutGrpc(loggers.CreateLogger("Kuscia.Operations"), socket.Limits.Name, socket.Bind.Port, e.Message);
            return null;
        }
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1605, LogLevel.Warning, "{Listener} is not served: port {Port} cannot be listened on: {Error}. Set a free port for it")]
        public static partial void WithoutGrpc(ILogger logger, string listener, int port, string error);
    }
}
