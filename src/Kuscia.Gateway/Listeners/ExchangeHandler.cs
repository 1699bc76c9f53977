using Kuscia.Gateway.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Listeners;

/// <summary>Frame around a pipeline: snapshot, trace ids, response head, access log.</summary>
internal sealed partial class ExchangeHandler(
    Side side, GatewayOptions options, RouteTableState table, Func<Exchange, Task> pipeline, AccessLog? accessLog, TimeProvider time, ILogger logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        Exchange exchange = new(context, side, table.Current, options, time.GetTimestamp()) { Trace = TraceContext.Establish(context.Request.Headers) };
        DateTimeOffset at = time.GetUtcNow();
        context.Response.OnStarting(static state =>
        {
            ResponseHead.Complete((Exchange)state);
            return Task.CompletedTask;
        }, exchange);
        try
        {
            await (HttpMethods.IsConnect(context.Request.Method) ? LocalAnswer.ConnectRefusedAsync(exchange) : pipeline(exchange));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            exchange.Flags = "DC";
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            Log.Failed(logger, exchange.Signature, exchange.Host.Text, e);
            context.Response.Clear();
            await LocalAnswer.WriteAsync(exchange, StatusCodes.Status500InternalServerError, "gateway_error", "");
        }

        if (accessLog is not null)
        {
            accessLog.Add(AccessLine.FileOf(exchange), AccessLine.Format(exchange, context.Response.ContentLength ?? 0, at, time));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4601, Level = LogLevel.Error, Message = "{Gateway}: request for {Host} failed")]
        public static partial void Failed(ILogger logger, string gateway, string host, Exception exception);
    }
}
