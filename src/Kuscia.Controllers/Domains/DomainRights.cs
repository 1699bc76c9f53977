using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Controllers.Domains;

/// <summary>What a domain may do: in its namespace, and with nodes and leases of the whole cluster.</summary>
internal static class DomainRights
{
    /// <summary>Name of the cluster role of domains with nodes here.</summary>
    public const string ClusterRoleName = "domain-cluster-res";

    public static IReadOnlyList<PolicyRule> InNamespace { get; } =
    [
        Rule("", ["pods"], "create", "delete", "update", "get", "list", "watch", "patch"),
        Rule("", ["pods/status"], "patch", "update"),
        Rule("", ["pods/eviction"], "create"),
        Rule("", ["secrets", "endpoints", "namespaces"], "get", "list", "watch"),
        Rule("", ["configmaps"], "get", "update", "patch", "list", "watch"),
        Rule("", ["services"], "get", "list", "watch", "patch", "update"),
        Rule(Kinds.KusciaGroup, ["*"], "get", "list", "watch", "create", "delete", "patch", "update"),
        Rule(["", "events.k8s.io"], ["events"], "get", "list", "create", "patch", "update"),
    ];

    public static IReadOnlyList<PolicyRule> InCluster { get; } =
    [
        Rule("", ["nodes"], "create", "get", "patch", "update", "delete"),
        Rule("", ["nodes/status"], "patch", "update"),
        Rule("", ["events"], "create", "patch", "update"),
        Rule("coordination.k8s.io", ["leases"], "create", "delete", "get", "patch", "update"),
    ];

    private static PolicyRule Rule(string group, IReadOnlyList<string> resources, params IReadOnlyList<string> verbs) => Rule([group], resources, verbs);

    private static PolicyRule Rule(IReadOnlyList<string> groups, IReadOnlyList<string> resources, params IReadOnlyList<string> verbs) =>
        new() { ApiGroups = groups, Resources = resources, Verbs = verbs };
}
