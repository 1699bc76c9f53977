using Kuscia.Gateway.Pipeline;
using Kuscia.Gateway.Routes;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Listeners;

/// <summary>Frame around a pipeline: snapshot, trace ids, response head, places of the sender, access log.</summary>
internal sealed partial class ExchangeHandler(
    Side side, GatewayOptions options, RouteTableState table, Func<Exchange, Task> pipeline, AccessLog? accessLog, TimeProvider time, ILogger logger)
{
    private readonly LogPace _faults = new(TimeSpan.FromSeconds(1), time);
    private readonly LogPace _dropped = new(TimeSpan.FromSeconds(10), time);

    public async Task HandleAsync(HttpContext context)
    {
        Exchange exchange = new(context, side, table.Current, options, time.GetTimestamp()) { Trace = TraceContext.Establish(context.Request.Headers) };
        using ExchangeSpan span = ExchangeSpan.Begin(exchange);
        DateTimeOffset at = time.GetUtcNow();
        context.Response.OnStarting(static state =>
        {
            ResponseHead.Complete((Exchange)state);
            return Task.CompletedTask;
        }, exchange);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            context.Request.Body = new YieldingBody(context.Request.BodyReader);
        }

        try
        {
            await (HttpMethods.IsConnect(context.Request.Method) ? LocalAnswer.ConnectRefusedAsync(exchange) : pipeline(exchange));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            exchange.Flags = "DC";
        }
        catch (Exception e)
        {
            await FailAsync(exchange, e);
        }
        finally
        {
            Write(exchange, at);
            ExchangeMetrics.Ended(exchange, BytesSent(exchange), time.GetElapsedTime(exchange.Started));
            span.End(exchange);
            exchange.Release();
        }
    }

    private Task FailAsync(Exchange exchange, Exception fault)
    {
        if (_faults.Allows(out long heldBack))
        {
            Log.Failed(logger, exchange.Signature, exchange.Host.Text, heldBack, fault);
        }

        if (!exchange.Context.Response.HasStarted)
        {
            exchange.Context.Response.Clear();
            return LocalAnswer.WriteAsync(exchange, StatusCodes.Status500InternalServerError, "gateway_error", "");
        }

        // What has been sent cannot be taken back: the receiver must see that it is not all.
        exchange.Flags = "UC";
        exchange.Context.Abort();
        return Task.CompletedTask;
    }

    private void Write(Exchange exchange, DateTimeOffset at)
    {
        if (accessLog is null)
        {
            return;
        }

        if (exchange.Sender is { } sender && !sender.Share.AllowsLine())
        {
            if (_dropped.Allows(out long heldBack))
            {
                Log.LinesDropped(logger, exchange.Signature, sender.Source, heldBack + 1);
            }

            return;
        }

        accessLog.Add(AccessLine.FileOf(exchange), AccessLine.Format(exchange, BytesSent(exchange), at, time));
    }

    private static long BytesSent(Exchange exchange) => exchange.BytesSent > 0 ? exchange.BytesSent : exchange.Context.Response.ContentLength ?? 0;

    private static partial class Log
    {
        [LoggerMessage(EventId = 4601, Level = LogLevel.Error, Message = "{Gateway}: request for {Host} failed ({HeldBack} more failed since the last such line)")]
        public static partial void Failed(ILogger logger, string gateway, string host, long heldBack, Exception exception);

        [LoggerMessage(EventId = 4602, Level = LogLevel.Warning, Message = "{Gateway}: {Source} sends more requests than its lines of the access log; {Count} lines were not written")]
        public static partial void LinesDropped(ILogger logger, string gateway, string source, long count);
    }
}
