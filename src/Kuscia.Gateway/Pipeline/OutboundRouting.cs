using Kuscia.Gateway.Routes;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Pipeline;

/// <summary>Sends requests for other domains on their route, under the own name and with the route's token.</summary>
/// <param name="options">The own domain.</param>
/// <param name="forwarder">Sends them.</param>
/// <param name="master">The way of a lite to its master; null on other nodes.</param>
internal sealed class OutboundRouting(GatewayOptions options, Forwarder forwarder, MasterRoute? master)
{
    // What the gateway at the other end says to a token that it does not know; a 401 of a service behind it names no gateway as its cause.
    private const string UnknownToken = "/external $$ Unauthorized>";

    public Task SendAsync(Exchange exchange)
    {
        if (exchange.Host.Domain is not { } destination || !exchange.Table.Outbound.TryGetValue(destination, out OutboundModel? route))
        {
            return LocalAnswer.ServiceNotFoundAsync(exchange);
        }

        BandwidthLimit? limit = null;
        if (exchange.Side == Side.Internal && exchange.Table.Limits.Count > 0
            && exchange.Table.Limits.TryGetValue((BandwidthLimits.TaskOf(exchange.Host.Service), destination), out limit))
        {
            LimitedBodies.Apply(exchange.Context, limit);
        }

        PeerPort port = route.PortFor(exchange.Context.Request.ContentType);
        Task sent = forwarder.SendAsync(exchange, new ForwardTarget
        {
            Upstream = port.Upstream,
            Host = port.Host,
            PathPrefix = port.PathPrefix,
            Limit = limit,
            Headers = IdentityHeaders.Of(options.DomainId, exchange.Origin, exchange.Host.Text, route.Token),
        });
        return master?.LeadsTo(destination) == true ? WatchAsync(exchange, sent, master) : sent;
    }

    // Only a new token helps, and the API, where routes are tended, cannot be reached without it.
    private static async Task WatchAsync(Exchange exchange, Task sent, MasterRoute master)
    {
        await sent;
        HttpResponse response = exchange.Context.Response;
        if (response.StatusCode == StatusCodes.Status401Unauthorized
            && response.Headers[WellKnownHeaders.ErrorMessage].ToString().EndsWith(UnknownToken, StringComparison.Ordinal))
        {
            master.ReportLoss();
        }
    }
}
