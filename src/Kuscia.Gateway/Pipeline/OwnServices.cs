using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Upstreams;
using Kuscia.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kuscia.Gateway.Pipeline;

/// <summary>Serves requests whose host is of the own domain (or <c>master</c>): handshake, control plane, Services.</summary>
internal sealed class OwnServices(GatewayOptions options, MasterServices master, AccountTokens accounts, Forwarder forwarder, HandshakeEndpoint handshake)
{
    private static readonly string MasterDomain = WellKnownNames.MasterServiceSuffix.Split('.')[1];

    /// <summary>Whether the host belongs to this node.</summary>
    public bool Owns(HostName host) =>
        host.Service.Length > 0 && (host.Domain is null || host.Domain == options.DomainId || (options.OwnsControlPlane && host.Domain == MasterDomain));

    /// <summary>The one service that needs no token.</summary>
    public bool IsHandshake(HostName host) => host.Domain is not null && host.Service == WellKnownHeaders.HandshakeService && Owns(host);

    public Task HandshakeAsync(Exchange exchange) => handshake.HandleAsync(exchange);

    public Task ServeAsync(Exchange exchange)
    {
        // The bare names of the control plane are none: an own Service may have them.
        return exchange.Host.Domain is null ? ServiceAsync(exchange) : exchange.Host.Service switch
        {
            "apiserver" when master.ApiServer is { } api => ControlAsync(exchange, () => ApiServerAsync(exchange, api)),
            "kusciaapi" when master.KusciaApi is { } kusciaApi => ControlAsync(exchange, () => forwarder.SendAsync(exchange, Target(exchange, kusciaApi, "127.0.0.1"))),
            _ => ServiceAsync(exchange),
        };
    }

    /// <summary>Serves a request to the control plane within the share of the partner that sends it.</summary>
    private static Task ControlAsync(Exchange exchange, Func<Task> serve)
    {
        if (exchange.Share is not { } share)
        {
            return serve();
        }

        bool isWatch = IsWatch(exchange.Context.Request);
        if (share.BeginControl(isWatch) is { } limit)
        {
            return LocalAnswer.TooManyRequestsAsync(exchange, $"domain {share.Source} may have {limit} here");
        }

        exchange.Control = (true, isWatch);
        return serve();
    }

    // As the API server reads it: "watch" and "follow" without a value, or with one that is not false.
    private static bool IsWatch(HttpRequest request) =>
        request.QueryString.HasValue && (IsSet(request.Query, "watch") || IsSet(request.Query, "follow"));

    private static bool IsSet(IQueryCollection query, string key) =>
        query.TryGetValue(key, out Microsoft.Extensions.Primitives.StringValues values) && values.ToString() is not ("0" or "false" or "False" or "FALSE" or "f" or "F");

    private async Task ApiServerAsync(Exchange exchange, Upstream api)
    {
        if (!IsPlain(exchange.Context) || !master.AllowsApiPath(exchange.Context.Request.Path.Value ?? "/"))
        {
            await LocalAnswer.RouteNotFoundAsync(exchange);
            return;
        }

        ForwardTarget target = Target(exchange, api, "127.0.0.1") with { Http2 = false };
        using CancellationTokenRegistration ends = exchange.Sender is { } sender ? accounts.OnRevoked(sender.Source, exchange.Context.Abort) : default;
        if (exchange.Side == Side.External)
        {
            // A partner acts as the account that its route names or as its own, never as one of its choice.
            List<KeyValuePair<string, string?>> headers = [.. target.Headers, new("Authorization", await AuthorizationAsync(exchange))];
            headers.AddRange(exchange.Context.Request.Headers.Keys
                .Where(k => k.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase))
                .Select(k => new KeyValuePair<string, string?>(k, null)));
            target = target with { Headers = headers };
        }

        await forwarder.SendAsync(exchange, target);
    }

    // The path that is judged here must be the path that the API server sees, whatever it makes of dots and escapes.
    private static bool IsPlain(HttpContext context)
    {
        ReadOnlySpan<char> target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        int query = target.IndexOf('?');
        ReadOnlySpan<char> path = query < 0 ? target : target[..query];
        return path.StartsWith("/") && !path.Contains("/.", StringComparison.Ordinal) && !path.Contains("//", StringComparison.Ordinal) && !path.Contains('\\')
            && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase) && !path.Contains("%2f", StringComparison.OrdinalIgnoreCase)
            && !path.Contains("%5c", StringComparison.OrdinalIgnoreCase) && !path.Contains("%00", StringComparison.Ordinal);
    }

    private async Task<string?> AuthorizationAsync(Exchange exchange) =>
        exchange.Sender is not { } sender ? null
        : sender.Authorization ?? await accounts.AuthorizationAsync(sender.Source, exchange.Context.RequestAborted);

    private Task ServiceAsync(Exchange exchange)
    {
        if (!exchange.Table.Services.TryGetValue(exchange.Host.Service, out ServiceModel? service))
        {
            return LocalAnswer.ServiceNotFoundAsync(exchange);
        }

        string caller = exchange.Side == Side.External ? exchange.Origin : options.DomainId;
        if (!service.Admits(caller, options.DomainId))
        {
            return LocalAnswer.RouteNotFoundAsync(exchange);
        }

        ServiceEndpoint? endpoint = EndpointChoice.Choose(service, exchange.Context);
        if (endpoint is null)
        {
            return LocalAnswer.NoHealthyUpstreamAsync(exchange);
        }

        return forwarder.SendAsync(exchange, Target(exchange, endpoint.Upstream, endpoint.Authority) with { Http2 = service.Http2 ? true : null });
    }

    /// <summary>The application sees who calls, but not the token that lets the caller in.</summary>
    private static ForwardTarget Target(Exchange exchange, Upstream upstream, string host) => new()
    {
        Upstream = upstream,
        Host = host,
        Headers =
        [
            .. exchange.Sender?.Headers ?? [],
            new(WellKnownHeaders.Source, exchange.Source),
            new(WellKnownHeaders.OriginSource, exchange.Origin),
            new(WellKnownHeaders.Host, exchange.Host.Text),
            new(WellKnownHeaders.Token, null),
            new(WellKnownHeaders.HandshakeCluster, null),
        ],
    };
}
