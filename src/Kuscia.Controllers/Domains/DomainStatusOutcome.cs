using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Domains;

/// <summary>The status of an own Domain: its nodes and its deploy tokens.</summary>
internal static class DomainStatusOutcome
{
    // A heartbeat alone is not worth a write: it shows in the Node itself.
    private static readonly TimeSpan HeartbeatStep = TimeSpan.FromMinutes(5);

    /// <summary>The patch, or null when nothing changed that matters.</summary>
    public static JsonObject? Patch(Domain domain, IEnumerable<Node> nodes, Func<string> generateToken, DateTimeOffset now)
    {
        DomainStatus before = domain.Status ?? new DomainStatus();
        DomainStatus after = before with
        {
            NodeStatuses = [.. nodes.OrderBy(n => n.Metadata.Name, StringComparer.Ordinal).Select(n => Of(n, before))],
            DeployTokenStatuses = DeployTokens.Next(before.DeployTokenStatuses, generateToken, now),
        };
        JsonObject? old = JsonSerializer.SerializeToNode(before, ModelJsonContext.Default.DomainStatus)?.AsObject();
        JsonObject wanted = JsonSerializer.SerializeToNode(after, ModelJsonContext.Default.DomainStatus)?.AsObject() ?? [];
        return MergeDiff.Between(old, wanted) is not { } change ? null : new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = domain.Metadata.ResourceVersion },
            ["status"] = change,
        };
    }

    private static DomainNodeStatus Of(Node node, DomainStatus before)
    {
        Condition? ready = node.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready");
        DomainNodeStatus? old = before.NodeStatuses?.FirstOrDefault(n => n.Name == node.Metadata.Name);
        DomainNodeStatus fresh = new()
        {
            Name = node.Metadata.Name,
            Version = node.Status?.NodeInfo?.KubeletVersion ?? "",
            Status = ready?.Status == "True" ? "Ready" : "NotReady",
            LastHeartbeatTime = ready?.LastHeartbeatTime,
            LastTransitionTime = ready?.LastTransitionTime,
        };
        bool same = old is not null && old with { LastHeartbeatTime = null } == fresh with { LastHeartbeatTime = null };
        return same && old is not null && fresh.LastHeartbeatTime - old.LastHeartbeatTime < HeartbeatStep ? old : fresh;
    }

    /// <summary>Nodes that belong to a domain.</summary>
    public static IEnumerable<Node> NodesOf(string domain, IEnumerable<Node> nodes) => nodes.Where(n => n.Metadata.Label(WellKnownLabels.Namespace) == domain);
}
