using Kuscia.Gateway.Routes;

namespace Kuscia.Gateway.Pipeline;

/// <summary>Sends requests for other domains on their route, under the own name and with the route's token.</summary>
internal sealed class OutboundRouting(GatewayOptions options, Forwarder forwarder)
{
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
        return forwarder.SendAsync(exchange, new ForwardTarget
        {
            Upstream = port.Upstream,
            Host = port.Host,
            PathPrefix = port.PathPrefix,
            Limit = limit,
            Headers = IdentityHeaders.Of(options.DomainId, exchange.Origin, exchange.Host.Text, route.Token),
        });
    }
}
