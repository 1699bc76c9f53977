using System.Diagnostics;
using Kuscia.Gateway.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Listeners;

/// <summary>
/// The span of one request, a child of the caller's and the parent of what the receiver makes of it: a request through two gateways is one trace (W3C Trace Context).
/// Costs nothing while nobody collects traces.
/// </summary>
internal readonly struct ExchangeSpan : IDisposable
{
    private static readonly ActivitySource Source = new("Kuscia.Gateway");

    private readonly Activity? _activity;

    private ExchangeSpan(Activity? activity) => _activity = activity;

    /// <summary>Begins it and writes its ids into the request's headers.</summary>
    public static ExchangeSpan Begin(Exchange exchange)
    {
        if (!Source.HasListeners())
        {
            return default;
        }

        IHeaderDictionary headers = exchange.Context.Request.Headers;
        string name = exchange.Side == Side.External ? "gateway external" : "gateway internal";
        Activity? activity = ActivityContext.TryParse(headers[WellKnownHeaders.TraceParent], headers["tracestate"], isRemote: true, out ActivityContext parent)
            ? Source.StartActivity(name, ActivityKind.Server, parent)
            : Source.StartActivity(name, ActivityKind.Server);
        if (activity is not null)
        {
            headers[WellKnownHeaders.TraceParent] = activity.Id;
            headers[WellKnownHeaders.B3SpanId] = activity.SpanId.ToHexString();
            activity.SetTag("http.request.method", exchange.Context.Request.Method);
        }

        return new ExchangeSpan(activity);
    }

    /// <summary>Ends it with what became of the request.</summary>
    public void End(Exchange exchange)
    {
        if (_activity is not { } activity)
        {
            return;
        }

        int status = exchange.Context.Response.StatusCode;
        activity.SetTag("server.address", exchange.Host.Text);
        activity.SetTag("kuscia.source", exchange.Sender?.Source ?? (exchange.Side == Side.Internal ? exchange.Source : null));
        activity.SetTag("http.response.status_code", status);
        activity.SetStatus(status >= StatusCodes.Status500InternalServerError ? ActivityStatusCode.Error : ActivityStatusCode.Unset, exchange.Detail);
    }

    public void Dispose() => _activity?.Dispose();
}
