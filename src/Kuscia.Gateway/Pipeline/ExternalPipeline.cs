using System.Text;
using Kuscia.Gateway.Access;
using Kuscia.Gateway.Routes;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Pipeline;

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

        if (Overdrawn(exchange) is { } limit)
        {
            return LocalAnswer.TooManyRequestsAsync(exchange, $"domain {exchange.Source} may have {limit} here");
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
            if (sender.Share.Warnings.Allows(out long heldBack))
            {
                Log.AddressRefused(logger, exchange.Source, exchange.Context.Connection.RemoteIpAddress, heldBack);
            }

            return false;
        }

        if (sender.Certificates is { } wanted && !ShowsCertificate(exchange, sender, wanted))
        {
            if (sender.Share.Warnings.Allows(out long heldBack))
            {
                Log.CertificateRefused(logger, exchange.Source, Shown(exchange.Context.Connection.ClientCertificate?.Subject ?? "none"), heldBack);
            }

            return false;
        }

        exchange.Sender = sender;
        return true;
    }

    /// <summary>Takes the places that the request needs of its sender's share; null when there are, else the limit that is reached.</summary>
    private string? Overdrawn(Exchange exchange)
    {
        PartnerShare share = exchange.Sender?.Share ?? throw new InvalidOperationException("the sender was found before");
        bool isHttp2 = HttpProtocol.IsHttp2(exchange.Context.Request.Protocol);
        string? limit = exchange.Context.Features.Get<ConnectionStanding>() is { } standing && !share.Owns(standing, isHttp2)
            ? $"{share.Connections} connections"
            : share.Begin();
        if (limit is null)
        {
            exchange.Share = share;
        }
        else if (share.Warnings.Allows(out long heldBack))
        {
            Log.LimitReached(logger, exchange.Source, limit, heldBack);
        }

        return limit;
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

        if (exchange.Sender?.Share.Warnings.Allows(out long heldBack) == true)
        {
            Log.OriginRefused(logger, exchange.Source, Shown(exchange.Origin), exchange.Host.Text, heldBack);
        }

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
        if (exchange.Sender?.Share.Warnings.Allows(out long heldBack) == true)
        {
            Log.PassageRefused(logger, Shown(exchange.Origin), exchange.Host.Text, exchange.Source, heldBack);
        }

        return LocalAnswer.ServiceNotFoundAsync(exchange);
    }

    private static string Shown(string text) => text.Length <= 63 ? text : text[..63];
}
