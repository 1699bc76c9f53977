using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Quantities;

namespace Kuscia.Controllers.Scheduling;

/// <summary>One node and what is left of it.</summary>
internal sealed class NodeCapacity(Node node)
{
    public string Name { get; } = node.Metadata.Name ?? "";

    /// <summary>What an empty node can take.</summary>
    public ResourceAmounts Allocatable { get; } = ResourceAmounts.Of(node.Status?.Allocatable);

    public ResourceAmounts Free { get; set; } = ResourceAmounts.Of(node.Status?.Allocatable);

    public bool HasLabel(string key, string value) => node.Metadata.Label(key) == value;

    public bool Matches(IReadOnlyDictionary<string, string>? selector) => (selector ?? new Dictionary<string, string>()).All(s => HasLabel(s.Key, s.Value));

    /// <summary>Why this node takes no pod of this kind, or null. The agent of a domain runs the pods of its own namespace and no others.</summary>
    public string? Closed(Pod pod)
    {
        string? domain = node.Metadata.Label(WellKnownLabels.Namespace);
        if (domain is not null && domain != pod.Metadata.Namespace)
        {
            return $"node {Name} runs pods of namespace {domain} only";
        }

        if (!NodeAffinity.Matches(pod.Spec?.Affinity?.NodeAffinity, node))
        {
            return $"node {Name} is not one that the pod's node affinity allows";
        }

        // Pods of the domain are at home here, whether they know of the taint or not.
        Toleration home = new() { Key = WellKnownNames.AgentTaint, Operator = "Exists", Effect = "NoSchedule" };
        return Closed(domain is null ? pod.Spec?.Tolerations : [.. pod.Spec?.Tolerations ?? [], home]);
    }

    /// <summary>Why this node takes no pod with these tolerations, or null.</summary>
    public string? Closed(IReadOnlyList<Toleration>? tolerations)
    {
        Condition? ready = node.Status?.Conditions.Find("Ready");
        if (ready?.Status != "True")
        {
            return $"node {Name} is not ready{(string.IsNullOrEmpty(ready?.Message) ? "" : $" ({ready.Message})")}";
        }

        if (node.Spec?.Unschedulable == true && !Tolerates(tolerations, new Taint { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" }))
        {
            return $"node {Name} is cordoned (spec.unschedulable)";
        }

        Taint? taint = node.Spec?.Taints?.FirstOrDefault(t => t.Effect is "NoSchedule" or "NoExecute" && !Tolerates(tolerations, t));
        return taint is null ? null : $"node {Name} has the taint {taint.Key}={taint.Value}:{taint.Effect}, which the pod does not tolerate";
    }

    /// <summary>What is short for this demand, with numbers, or null.</summary>
    public string? Shortage(ResourceAmounts demand, ResourceAmounts free)
    {
        List<string> lacks = [];
        foreach ((string name, Quantity amount) in demand.All)
        {
            if (amount > free[name] && !amount.IsZero)
            {
                lacks.Add($"{name}: {amount} wanted, {free[name]} free of {Allocatable[name]}");
            }
        }

        return lacks.Count == 0 ? null : $"node {Name} has too little {string.Join("; ", lacks)}";
    }

    /// <summary>True when the toleration lets a pod onto a node with the taint.</summary>
    public static bool Tolerates(Toleration toleration, Taint taint) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) ? toleration.Operator == "Exists" : toleration.Key == taint.Key)
        && (toleration.Operator == "Exists" || (toleration.Value ?? "") == (taint.Value ?? ""));

    private static bool Tolerates(IReadOnlyList<Toleration>? tolerations, Taint taint) => (tolerations ?? []).Any(t => Tolerates(t, taint));
}
