using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Controllers.Scheduling;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.DaemonSets;

/// <summary>On which nodes a DaemonSet has a pod. Pure.</summary>
internal static class DaemonNodes
{
    // What a node may have wrong without losing its daemons (Kubernetes, "DaemonSet", taints and tolerations).
    private static readonly (string Key, string Effect)[] Tolerated =
    [
        ("node.kubernetes.io/not-ready", "NoExecute"), ("node.kubernetes.io/unreachable", "NoExecute"), ("node.kubernetes.io/disk-pressure", "NoSchedule"),
        ("node.kubernetes.io/memory-pressure", "NoSchedule"), ("node.kubernetes.io/pid-pressure", "NoSchedule"), ("node.kubernetes.io/unschedulable", "NoSchedule"),
    ];

    /// <summary>The template with what every daemon tolerates.</summary>
    public static PodSpec Tolerant(PodSpec spec)
    {
        IEnumerable<Toleration> added = Tolerated.Select(t => new Toleration { Key = t.Key, Operator = "Exists", Effect = t.Effect });
        added = spec.HostNetwork == true ? added.Append(new Toleration { Key = "node.kubernetes.io/network-unavailable", Operator = "Exists", Effect = "NoSchedule" }) : added;
        IReadOnlyList<Toleration> given = spec.Tolerations ?? [];
        return spec with { Tolerations = [.. given, .. added.Where(a => !given.Any(g => g.Key == a.Key && g.Effect == a.Effect))] };
    }

    /// <summary>Whether a node shall have a pod, and whether one that runs there may stay.</summary>
    public static (bool Run, bool Stay) Judge(DaemonSet set, Node node)
    {
        PodSpec spec = Tolerant(set.Spec?.Template?.Spec ?? new PodSpec());
        string? domain = node.Metadata.Label(WellKnownLabels.Namespace);
        bool fits = (spec.NodeName is null or "" || spec.NodeName == node.Metadata.Name)
            && (domain is null || domain == set.Metadata.Namespace)
            && (spec.NodeSelector ?? new Dictionary<string, string>()).All(s => node.Metadata.Label(s.Key) == s.Value)
            && NodeAffinity.Matches(spec.Affinity?.NodeAffinity, node);
        Taint[] against = [.. (node.Spec?.Taints ?? []).Where(t => !(domain is not null && t.Key == WellKnownNames.AgentTaint) && !Tolerates(spec.Tolerations, t))];
        return (fits && against.All(t => t.Effect == "PreferNoSchedule"), fits && against.All(t => t.Effect != "NoExecute"));
    }

    /// <summary>The pod of a node: it may be placed there and nowhere else.</summary>
    public static PodSpec For(PodSpec spec, Node node)
    {
        JsonObject term = new()
        {
            ["matchFields"] = new JsonArray((JsonNode)new JsonObject
            {
                ["key"] = "metadata.name",
                ["operator"] = "In",
                ["values"] = new JsonArray((JsonNode?)(node.Metadata.Name ?? "")),
            }),
        };
        JsonObject affinity = spec.Affinity?.NodeAffinity is { ValueKind: JsonValueKind.Object } given ? JsonNode.Parse(given.GetRawText())?.AsObject() ?? [] : [];
        affinity["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject { ["nodeSelectorTerms"] = new JsonArray((JsonNode)term) };
        JsonElement pinned = JsonSerializer.SerializeToElement(affinity, ModelJsonContext.Default.JsonObject);
        return Tolerant(spec) with { Affinity = (spec.Affinity ?? new Affinity()) with { NodeAffinity = pinned } };
    }

    /// <summary>The node that a pod is on or waits for; null for none.</summary>
    public static string? NodeOf(Pod pod)
    {
        if (!string.IsNullOrEmpty(pod.Spec?.NodeName))
        {
            return pod.Spec.NodeName;
        }

        return pod.Spec?.Affinity?.NodeAffinity is { ValueKind: JsonValueKind.Object } affinity ? NodeAffinity.NameOf(affinity) : null;
    }

    private static bool Tolerates(IReadOnlyList<Toleration>? tolerations, Taint taint) => (tolerations ?? []).Any(t => NodeCapacity.Tolerates(t, taint));
}
