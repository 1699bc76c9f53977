using Kuscia.Gateway.Routes;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Pipeline;

/// <summary>
/// What the own node sends: everything that arrives here speaks as the own domain. Hence only the documented names are answered, and nothing that a browser on
/// this machine sends for a page of another site.
/// </summary>
internal sealed class InternalPipeline(GatewayOptions options, OwnServices own, OutboundRouting outbound)
{
    private readonly HashSet<string> _ownNames = new([options.HostAddress, options.InternalAddress, options.InstanceName, Environment.MachineName], StringComparer.OrdinalIgnoreCase);

    public Task HandleAsync(Exchange exchange)
    {
        IHeaderDictionary headers = exchange.Context.Request.Headers;
        headers.Remove(WellKnownHeaders.HandshakeCluster);
        headers.Remove(WellKnownHeaders.Token);
        string? host = exchange.Context.Request.Host.Value;
        exchange.Host = HostName.Parse(host);
        exchange.Source = options.DomainId;
        exchange.Origin = options.DomainId;
        if (!Answers(exchange, host))
        {
            return LocalAnswer.ForeignHostAsync(exchange);
        }

        if (LocalNames.IsForeignPage(headers.Origin, headers["Sec-Fetch-Site"], host))
        {
            return LocalAnswer.ForeignPageAsync(exchange);
        }

        if (own.IsHandshake(exchange.Host))
        {
            return own.HandshakeAsync(exchange);
        }

        return own.Owns(exchange.Host) ? own.ServeAsync(exchange) : outbound.SendAsync(exchange);
    }

    // A name without dots is no name of the public DNS.
    private bool Answers(Exchange exchange, string? host) =>
        exchange.Host.Service.Length > 0
        || exchange.Host.Text.EndsWith(".svc", StringComparison.Ordinal)
        || _ownNames.Contains(exchange.Host.Text)
        || LocalNames.IsLoopback(host);
}
