using System.Text.Json.Nodes;
using Kuscia.Helm.Kube;
using Kuscia.Model.Quantities;

namespace KubeFate.Checks;

/// <summary>What the pods of the chart ask for has to fit into what the quotas of the namespace have left.</summary>
internal static class QuotaCheck
{
    private static readonly KubeResourceType Quotas = new("v1", "ResourceQuota", "resourcequotas", true);

    public static async Task<IReadOnlyList<Finding>> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        if (plan.IsUpdate || await plan.ListAsync(Quotas, plan.Namespace, cancellationToken) is not { Count: > 0 } quotas)
        {
            return [];
        }

        Dictionary<string, Quantity> needed = Needed(plan);
        List<Finding> findings = [];
        foreach (JsonObject quota in quotas)
        {
            foreach ((string name, JsonNode? limit) in quota["spec"]?["hard"] as JsonObject ?? [])
            {
                if (!needed.TryGetValue(name, out Quantity need) || !Quantity.TryParse(limit?.ToString(), out Quantity hard))
                {
                    continue;
                }

                Quantity used = Quantity.TryParse(Plan.Text(quota["status"]?["used"], name), out Quantity given) ? given : Quantity.Zero;
                if (used + need > hard)
                {
                    findings.Add(new(
                        $"exceeded quota: {Plan.NameOf(quota)}, requested: {name}={need}, used: {name}={used}, limited: {name}={hard}; ask for less in cluster.yaml, or for a larger quota",
                        IsFatal: true));
                }
            }
        }

        return findings;
    }

    private static Dictionary<string, Quantity> Needed(Plan plan)
    {
        Dictionary<string, Quantity> needed = new(StringComparer.Ordinal);
        void Add(string name, Quantity amount) => needed[name] = needed.GetValueOrDefault(name, Quantity.Zero) + amount;
        foreach (JsonObject workload in plan.OfKind("Deployment", "StatefulSet"))
        {
            long count = long.TryParse(Plan.Text(workload["spec"], "replicas"), out long replicas) ? replicas : 1;
            Add("pods", Quantity.FromUnits(count));
            foreach (JsonObject container in Plan.Items(workload["spec"]?["template"]?["spec"]?["containers"]))
            {
                foreach (string side in (string[])["requests", "limits"])
                {
                    foreach ((string name, JsonNode? value) in container["resources"]?[side] as JsonObject ?? [])
                    {
                        if (Quantity.TryParse(value?.ToString(), out Quantity one))
                        {
                            Add($"{side}.{name}", new Quantity(one.Nano * count, one.Format));
                        }
                    }
                }
            }
        }

        // The plain names mean what is requested.
        foreach (string name in (string[])["cpu", "memory"])
        {
            if (needed.TryGetValue("requests." + name, out Quantity amount))
            {
                needed[name] = amount;
            }
        }

        foreach ((string kind, string name) in ((string, string)[])[("Service", "services"), ("ConfigMap", "configmaps"), ("Secret", "secrets"), ("PersistentVolumeClaim", "persistentvolumeclaims")])
        {
            // Helm keeps the release in one secret more.
            Add(name, Quantity.FromUnits(plan.OfKind(kind).Count() + (kind == "Secret" ? 1 : 0)));
        }

        return needed;
    }
}
