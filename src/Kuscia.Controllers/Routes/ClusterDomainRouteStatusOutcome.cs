using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Routes;

/// <summary>The status of a ClusterDomainRoute: tokens of both ends, reachability per gateway and port, the condition Ready. Written only on real change.</summary>
internal static class ClusterDomainRouteStatusOutcome
{
    public static JsonObject? Patch(ClusterDomainRouteView view, (string Reason, string Message)? fault, DateTimeOffset now)
    {
        ClusterDomainRouteStatus before = view.Route.Status ?? new ClusterDomainRouteStatus();
        DomainRouteSpec spec = view.Route.Spec ?? new DomainRouteSpec();
        Condition ready = ReadyCondition.Of(before.Conditions?.FirstOrDefault(c => c.Type == ReadyCondition.Type), fault, now);
        ClusterDomainRouteStatus after = before with
        {
            TokenStatus = new ClusterDomainRouteTokenStatus
            {
                Revision = before.TokenStatus?.Revision,
                RevisionTime = before.TokenStatus?.RevisionTime,
                SourceTokens = view.SourceIsOwn ? view.In(spec.Source)?.Status?.TokenStatus?.Tokens ?? [] : null,
                DestinationTokens = view.DestinationIsOwn ? view.In(spec.Destination)?.Status?.TokenStatus?.Tokens ?? [] : null,
            },
            Conditions = [.. (before.Conditions ?? []).Where(c => c.Type != ReadyCondition.Type), ready],
            EndpointStatuses = EndpointStatuses(view, spec, now),
        };
        JsonObject? old = JsonSerializer.SerializeToNode(before, ModelJsonContext.Default.ClusterDomainRouteStatus)?.AsObject();
        JsonObject wanted = JsonSerializer.SerializeToNode(after, ModelJsonContext.Default.ClusterDomainRouteStatus)?.AsObject() ?? [];
        return MergeDiff.Between(old, wanted) is not { } change ? null : new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = view.Route.Metadata.ResourceVersion },
            ["status"] = change,
        };
    }

    private static SortedDictionary<string, EndpointStatus>? EndpointStatuses(ClusterDomainRouteView view, DomainRouteSpec spec, DateTimeOffset now)
    {
        SortedDictionary<string, EndpointStatus> statuses = new(StringComparer.Ordinal);
        foreach (Gateway gateway in view.SourceGateways.Where(g => now - g.Status?.HeartbeatTime < TimeSpan.FromMinutes(3)))
        {
            foreach (RoutePort port in spec.Endpoint?.Ports ?? [])
            {
                bool healthy = gateway.Status?.NetworkStatus?.Any(n =>
                    n.Type == "DomainRoute" && n.Name == $"{spec.Source}-to-{spec.Destination}-{port.Name}" && n.HealthyEndpointsCount > 0) == true;
                statuses[$"{gateway.Metadata.Name}-{port.Name}"] = new EndpointStatus { EndpointHealthy = healthy };
            }
        }

        return statuses.Count == 0 ? null : statuses;
    }
}
