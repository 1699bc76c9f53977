using System.Text.Json.Nodes;
using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Upstreams;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Probes;

/// <summary>How many endpoints of each service and route are usable, as the Gateway object shows it.</summary>
internal sealed class NetworkStatus(GatewayOptions options, RouteSources sources, RouteTableState table)
{
    public JsonArray ToJson()
    {
        JsonArray entries = [];
        foreach (DomainRoute route in sources.Routes.List().OrderBy(r => r.Metadata.Name, StringComparer.Ordinal))
        {
            AddRoute(entries, route);
        }

        foreach (ServiceModel service in table.Current.Services.Values.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            entries.Add((JsonNode)Entry(service.Name, "Service", service.Endpoints.Count, service.Endpoints.Count(e => !e.Upstream.IsEjected)));
        }

        return entries;
    }

    private void AddRoute(JsonArray entries, DomainRoute route)
    {
        if (route.Spec is not { } spec || spec.Source != options.DomainId || RouteFacts.TransitDomain(spec) is not null)
        {
            return;
        }

        Condition? identified = route.Status?.Conditions?.FirstOrDefault(c => c.Type == nameof(ConnectStage.PeerIdentified));
        int healthy = identified?.Status == "True" && route.Status is { IsDestinationUnreachable: false } ? 1 : 0;
        foreach (RoutePort port in spec.Endpoint?.Ports ?? [])
        {
            entries.Add((JsonNode)Entry($"{spec.Source}-to-{spec.Destination}-{port.Name}", "DomainRoute", 1, healthy));
        }
    }

    private static JsonObject Entry(string name, string type, int total, int healthy) => new()
    {
        ["name"] = name,
        ["type"] = type,
        ["totalEndpointsCount"] = total,
        ["healthyEndpointsCount"] = healthy,
    };
}
