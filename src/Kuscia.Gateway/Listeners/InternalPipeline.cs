using Kuscia.Gateway.Routing;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Listeners;

/// <summary>What the own node sends: everything that arrives here speaks as the own domain.</summary>
internal sealed class InternalPipeline(GatewayOptions options, OwnServices own, OutboundRouting outbound)
{
    public Task HandleAsync(Exchange exchange)
    {
        IHeaderDictionary headers = exchange.Context.Request.Headers;
        headers.Remove(WellKnownHeaders.HandshakeCluster);
        headers.Remove(WellKnownHeaders.Token);
        exchange.Host = HostName.Parse(exchange.Context.Request.Host.Value);
        exchange.Source = options.DomainId;
        exchange.Origin = options.DomainId;
        if (own.IsHandshake(exchange.Host))
        {
            return own.HandshakeAsync(exchange);
        }

        return own.Owns(exchange.Host) ? own.ServeAsync(exchange) : outbound.SendAsync(exchange);
    }
}
