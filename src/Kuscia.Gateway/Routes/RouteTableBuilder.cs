using System.Collections.Frozen;
using System.Text;
using Kuscia.Gateway.Access;
using Kuscia.Identity;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Routes;

/// <summary>Makes the route table from the DomainRoutes and Services of the own namespace, and a lite's way to its master.</summary>
internal sealed class RouteTableBuilder(
    GatewayOptions options, DomainIdentity identity, TokenCipher cipher, PendingTokens pending, PeerUpstreams peers, ServiceModels services, BandwidthLimits limits,
    PartnerShares shares, TimeProvider time)
{
    public RouteTable Build(RouteSources sources)
    {
        Dictionary<string, OutboundModel> outbound = new(StringComparer.Ordinal);
        Dictionary<string, SourceModel> inbound = new(StringComparer.Ordinal);
        Dictionary<string, long> installed = new(StringComparer.Ordinal);
        List<DomainRoute> routes = [.. sources.Routes.List().Where(IsInForce).OrderBy(r => r.Metadata.Name, StringComparer.Ordinal)];
        foreach (DomainRoute route in routes)
        {
            Add(route, outbound, inbound, installed);
        }

        AddMaster(outbound);
        AddTransits(routes, outbound);
        return new RouteTable
        {
            Outbound = outbound.ToFrozenDictionary(StringComparer.Ordinal),
            Sources = inbound.ToFrozenDictionary(StringComparer.Ordinal),
            Transits = Transits(routes).ToFrozenSet(),
            Services = services.Build(sources.Services.List(), sources.Endpoints.List()).ToFrozenDictionary(s => s.Name, StringComparer.Ordinal),
            Limits = limits.Build(sources.Services.List()),
            InstalledRevisions = installed.ToFrozenDictionary(StringComparer.Ordinal),
        };
    }

    private void Add(DomainRoute route, Dictionary<string, OutboundModel> outbound, Dictionary<string, SourceModel> inbound, Dictionary<string, long> installed)
    {
        DomainRouteSpec spec = route.Spec ?? new DomainRouteSpec();
        bool needsToken = RouteFacts.NeedsHandshake(spec);
        (IReadOnlyList<string> tokens, long newest) = needsToken ? RouteFacts.Tokens(route, cipher, pending) : ([WellKnownHeaders.NoToken], 0);
        if (tokens.Count > 0 && needsToken)
        {
            installed[route.Metadata.Name ?? ""] = newest;
        }

        if (RouteFacts.TransitDomain(spec) is not null || RouteFacts.IsReverseTunnel(spec))
        {
            // Its requests travel with the token of the first hop.
            return;
        }

        if (spec.Source == options.DomainId && tokens.Count > 0 && peers.Ports(spec) is { } ports)
        {
            outbound[spec.Destination ?? ""] = new OutboundModel
            {
                RouteName = route.Metadata.Name ?? "",
                Destination = spec.Destination ?? "",
                Token = tokens[^1],
                Http = ports.Http,
                Grpc = ports.Grpc,
            };
        }

        if (spec.Destination == options.DomainId)
        {
            inbound[spec.Source ?? ""] = Inbound(route, spec, [.. tokens.Select(Encoding.ASCII.GetBytes)], needsToken);
        }
    }

    private SourceModel Inbound(DomainRoute route, DomainRouteSpec spec, IReadOnlyList<byte[]> tokens, bool needsToken) => new(spec.Source ?? "")
    {
        Share = shares.For(route, tokens),
        Tokens = tokens,
        AcceptsAny = !needsToken,
        Authorization = AuthorizationOf(spec),
        Headers = [.. (spec.RequestHeadersToAdd ?? new Dictionary<string, string>()).Where(h => !IsAuthorization(h.Key)).Select(h => new KeyValuePair<string, string?>(h.Key, h.Value))],
        Addresses = [.. (spec.SourceWhiteIPList ?? []).Select(a => AddressRange.TryParse(a, out AddressRange range) ? range : default)],
        Certificates = spec.AuthenticationType != "MTLS" ? null
            : new ClientCertificates(spec.Source ?? "", spec.TokenConfig?.SourcePublicKey, PeerUpstreams.Pem(spec.MTLSConfig?.TlsCA), identity.PrivateKey, time),
    };

    // Before the first list of routes there is the token that was agreed at the start alone.
    private void AddMaster(Dictionary<string, OutboundModel> outbound)
    {
        if (peers.Master is not { DomainId: { } domain, RouteName: { } name } master)
        {
            return;
        }

        if (!outbound.TryGetValue(domain, out OutboundModel? route) && pending.Find(name) is { } first)
        {
            route = outbound[domain] = new OutboundModel { RouteName = name, Destination = domain, Token = first.Token, Http = master.Port };
        }

        if (route is not null)
        {
            outbound[MasterRoute.Alias] = route with { Destination = MasterRoute.Alias };
        }
    }

    private bool IsInForce(DomainRoute route) =>
        route is { Spec: { Source: not null, Destination: not null } spec } && RouteSupport.Fault(spec, options) is null;

    private void AddTransits(List<DomainRoute> routes, Dictionary<string, OutboundModel> outbound)
    {
        foreach (DomainRoute route in routes)
        {
            if (route.Spec is { } spec && spec.Source == options.DomainId && RouteFacts.TransitDomain(spec) is { } via && outbound.TryGetValue(via, out OutboundModel? first))
            {
                outbound.TryAdd(spec.Destination ?? "", first with { Destination = spec.Destination ?? "" });
            }
        }
    }

    private static IEnumerable<TransitModel> Transits(List<DomainRoute> routes) =>
        from route in routes
        let via = RouteFacts.TransitDomain(route.Spec ?? new DomainRouteSpec())
        where via is not null
        select new TransitModel(route.Spec?.Source ?? "", route.Spec?.Destination ?? "", via);

    private static string? AuthorizationOf(DomainRouteSpec spec) =>
        spec.RequestHeadersToAdd?.FirstOrDefault(h => IsAuthorization(h.Key)).Value;

    // The account for the API server: applications behind the gateway must not see it.
    private static bool IsAuthorization(string header) => header.Equals("Authorization", StringComparison.OrdinalIgnoreCase);
}
