namespace Kuscia.Helm.Releases;

/// <summary>The orders in which kinds are created and deleted; unknown kinds come last, by name.</summary>
public static class KindOrder
{
    /// <summary>The order of creation.</summary>
    public static IReadOnlyList<string> Install { get; } =
    [
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
        "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass", "PersistentVolume",
        "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList", "ClusterRoleBinding",
        "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList", "Service", "DaemonSet", "Pod",
        "ReplicationController", "ReplicaSet", "Deployment", "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob",
        "IngressClass", "Ingress", "APIService",
    ];

    /// <summary>The order of deletion.</summary>
    public static IReadOnlyList<string> Uninstall { get; } =
    [
        "APIService", "Ingress", "IngressClass", "Service", "CronJob", "Job", "StatefulSet", "HorizontalPodAutoscaler",
        "Deployment", "ReplicaSet", "ReplicationController", "Pod", "DaemonSet", "RoleBindingList", "RoleBinding",
        "RoleList", "Role", "ClusterRoleBindingList", "ClusterRoleBinding", "ClusterRoleList", "ClusterRole",
        "CustomResourceDefinition", "PersistentVolumeClaim", "PersistentVolume", "StorageClass", "ConfigMap",
        "SecretList", "Secret", "ServiceAccount", "PodDisruptionBudget", "PodSecurityPolicy", "LimitRange",
        "ResourceQuota", "NetworkPolicy", "Namespace", "PriorityClass",
    ];

    /// <summary>Sorts by kind; objects of one kind keep their order.</summary>
    public static IReadOnlyList<T> Sort<T>(IEnumerable<T> items, Func<T, string> kind, IReadOnlyList<string> order)
    {
        Dictionary<string, int> rank = new(StringComparer.Ordinal);
        for (int i = 0; i < order.Count; i++)
        {
            rank[order[i]] = i;
        }

        return
        [
            .. items
                .Select(item => (Item: item, Kind: kind(item)))
                .OrderBy(entry => rank.GetValueOrDefault(entry.Kind, order.Count))
                .ThenBy(entry => rank.ContainsKey(entry.Kind) ? "" : entry.Kind, StringComparer.Ordinal)
                .Select(entry => entry.Item),
        ];
    }
}
