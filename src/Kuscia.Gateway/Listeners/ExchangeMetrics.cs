using System.Diagnostics.Metrics;
using Kuscia.Gateway.Pipeline;

namespace Kuscia.Gateway.Listeners;

/// <summary>What the gateway tells about the requests that go through it, by listener and partner. A partner counts when this node knows it, never by a name that a caller gives.</summary>
internal static class ExchangeMetrics
{
    private static readonly Meter Meter = new("Kuscia.Gateway");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("kuscia.gateway.request.duration", "s", "Time of a request from its head to the end of its answer.");

    private static readonly Counter<long> Received = Meter.CreateCounter<long>("kuscia.gateway.request.body.size", "By", "Bytes of request bodies whose length was told.");

    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("kuscia.gateway.response.body.size", "By", "Bytes of response bodies.");

    private static readonly Counter<long> Own = Meter.CreateCounter<long>("kuscia.gateway.answers", "{answer}", "Answers of the gateway itself, by status.");

    /// <param name="exchange">The request, at its end.</param>
    /// <param name="sent">Bytes of the answer's body.</param>
    /// <param name="duration">Since it came in.</param>
    public static void Ended(Exchange exchange, long sent, TimeSpan duration)
    {
        KeyValuePair<string, object?> side = new("listener", exchange.Side == Side.External ? "external" : "internal");
        KeyValuePair<string, object?> partner = new("partner", Partner(exchange));
        KeyValuePair<string, object?> status = new("status", exchange.Context.Response.StatusCode);
        Duration.Record(duration.TotalSeconds, side, partner, status);
        Sent.Add(sent, side, partner);
        Received.Add(exchange.Context.Request.ContentLength ?? 0, side, partner);
        if (exchange.Cause is not null)
        {
            Own.Add(1, side, partner, status);
        }
    }

    private static string Partner(Exchange exchange) =>
        exchange.Side == Side.External ? exchange.Sender?.Source ?? ""
        : exchange.Host.Domain is { } domain && exchange.Table.Outbound.TryGetValue(domain, out Routes.OutboundModel? route) ? route.Destination
        : "";
}
