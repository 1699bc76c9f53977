using System.Text;
using Kuscia.Gateway.Access;
using Kuscia.Gateway.Routing;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Listeners;

/// <summary>What partners send: find the host, authenticate, check the origin, route.</summary>
internal sealed partial class ExternalPipeline(GatewayOptions options, OwnServices own, OutboundRouting outbound, ILogger logger)
{
    // A token is 44 characters; other implementations may have longer ones.
    private const int MaxToken = 256;

    public Task HandleAsync(Exchange exchange)
    {
        IHeaderDictionary headers = exchange.Context.Request.Headers;
        string? logical = headers[WellKnownHeaders.Host];
        exchange.Host = HostName.Parse(string.IsNullOrEmpty(logical) ? exchange.Context.Request.Host.Value : logical);
        exchange.Source = headers[WellKnownHeaders.Source].ToString();
        exchange.Origin = headers[WellKnownHeaders.OriginSource].ToString() is { Length: > 0 } origin ? origin : exchange.Source;
        headers.Remove(WellKnownHeaders.HandshakeCluster);
        if (own.IsHandshake(exchange.Host))
        {
            return own.HandshakeAsync(exchange);
        }

        if (!Authenticate(exchange, headers[WellKnownHeaders.Token].ToString()))
        {
            return LocalAnswer.UnauthorizedAsync(exchange);
        }

        ForgedHeaders.Remove(headers);
        return own.Owns(exchange.Host) ? DeliverAsync(exchange) : PassAsync(exchange);
    }

    private bool Authenticate(Exchange exchange, string token)
    {
        Span<byte> shown = stackalloc byte[MaxToken];
        if (!exchange.Table.Sources.TryGetValue(exchange.Source, out SourceModel? sender)
            || token.Length > MaxToken || !Encoding.ASCII.TryGetBytes(token, shown, out int length) || !sender.Accepts(shown[..length]))
        {
            return false;
        }

        if (!sender.Admits(exchange.Context.Connection.RemoteIpAddress))
        {
            Log.AddressRefused(logger, exchange.Source, exchange.Context.Connection.RemoteIpAddress);
            return false;
        }

        if (sender.Certificates is { } wanted && !ShowsCertificate(exchange, sender, wanted))
        {
            Log.CertificateRefused(logger, exchange.Source, exchange.Context.Connection.ClientCertificate?.Subject ?? "none");
            return false;
        }

        exchange.Sender = sender;
        return true;
    }

    // Signatures take long to verify: once per connection and version of the route.
    private static bool ShowsCertificate(Exchange exchange, SourceModel sender, ClientCertificates wanted)
    {
        IDictionary<object, object?>? known = exchange.Context.Features.Get<IConnectionItemsFeature>()?.Items;
        lock (known ?? new Dictionary<object, object?>())
        {
            if (known is not null && known.TryGetValue(sender, out object? before) && before is bool verdict)
            {
                return verdict;
            }

            verdict = wanted.Accepts(exchange.Context.Connection.ClientCertificate);
            known?[sender] = verdict;
            return verdict;
        }
    }

    private Task DeliverAsync(Exchange exchange)
    {
        if (OriginCheck.MayDeliver(exchange.Table, exchange.Source, exchange.Origin, options.DomainId))
        {
            return own.ServeAsync(exchange);
        }

        Log.OriginRefused(logger, exchange.Source, Shown(exchange.Origin), exchange.Host.Text);
        exchange.Detail = $"domain {exchange.Source} may not speak for another domain here: there is no route {exchange.Origin}-{options.DomainId} through {exchange.Source}";
        return LocalAnswer.WriteAsync(exchange, StatusCodes.Status403Forbidden, "origin_refused", "");
    }

    private Task PassAsync(Exchange exchange)
    {
        if (exchange.Host.Domain is { } destination && OriginCheck.MayPass(exchange.Table, exchange.Origin, destination, options.DomainId))
        {
            return outbound.SendAsync(exchange);
        }

        // The same answer as for a domain nobody knows: a partner cannot find out whom else this node is connected with.
        Log.PassageRefused(logger, Shown(exchange.Origin), exchange.Host.Text, exchange.Source);
        return LocalAnswer.ServiceNotFoundAsync(exchange);
    }

    private static string Shown(string text) => text.Length <= 63 ? text : text[..63];
}
