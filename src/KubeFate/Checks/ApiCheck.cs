using System.Text.Json.Nodes;

namespace KubeFate.Checks;

/// <summary>The cluster has to serve the versions of the kinds that the chart uses.</summary>
internal static class ApiCheck
{
    // What Kubernetes took away, and since when.
    private static readonly Dictionary<string, string> Removed = new(StringComparer.Ordinal)
    {
        ["policy/v1beta1/PodSecurityPolicy"] = "Kubernetes 1.25 removed it without a successor of that kind; Pod Security labels on the namespace do its work",
        ["policy/v1beta1/PodDisruptionBudget"] = "Kubernetes 1.25 removed it; policy/v1 has it",
        ["extensions/v1beta1/Ingress"] = "Kubernetes 1.22 removed it; networking.k8s.io/v1 has it",
        ["networking.k8s.io/v1beta1/Ingress"] = "Kubernetes 1.22 removed it; networking.k8s.io/v1 has it",
        ["autoscaling/v2beta1/HorizontalPodAutoscaler"] = "Kubernetes 1.25 removed it; autoscaling/v2 has it",
        ["autoscaling/v2beta2/HorizontalPodAutoscaler"] = "Kubernetes 1.26 removed it; autoscaling/v2 has it",
        ["batch/v1beta1/CronJob"] = "Kubernetes 1.25 removed it; batch/v1 has it",
        ["rbac.authorization.k8s.io/v1beta1/Role"] = "Kubernetes 1.22 removed it; rbac.authorization.k8s.io/v1 has it",
        ["rbac.authorization.k8s.io/v1beta1/RoleBinding"] = "Kubernetes 1.22 removed it; rbac.authorization.k8s.io/v1 has it",
    };

    public static async Task<IReadOnlyList<Finding>> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        // Kinds that the chart itself brings are not there yet.
        HashSet<string> brought =
        [
            .. plan.Definitions.Concat(plan.OfKind("CustomResourceDefinition"))
                .Select(definition => $"{Plan.Text(definition["spec"], "group")}/{Plan.Text(definition["spec"]?["names"], "kind")}"),
        ];
        List<Finding> findings = [];
        foreach (IGrouping<(string Version, string Kind), JsonObject> group in plan.Objects.GroupBy(item => (Plan.Text(item, "apiVersion"), Plan.Text(item, "kind"))))
        {
            (string version, string kind) = group.Key;
            if (version.Length > 0 && kind.Length > 0 && !brought.Contains($"{version.Split('/')[0]}/{kind}") && await plan.Cluster.FindTypeAsync(version, kind, cancellationToken) is null)
            {
                string why = Removed.GetValueOrDefault($"{version}/{kind}", "take a chart for this version of Kubernetes, or install the definition of that kind first");
                findings.Add(new($"no matches for kind \"{kind}\" in version \"{version}\", which {Plan.NameOf(group.First())} is: {why}", IsFatal: true));
            }
        }

        return findings;
    }
}
