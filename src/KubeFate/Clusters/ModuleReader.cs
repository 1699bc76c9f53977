using System.Globalization;
using System.Text.Json.Nodes;
using KubeFate.Checks;
using Kuscia.Helm.Kube;

namespace KubeFate.Clusters;

/// <summary>Reads the workloads of a cluster by their label <c>name</c>, and says why one is not ready.</summary>
internal static class ModuleReader
{
    /// <summary>The workloads, by name.</summary>
    public static async Task<List<Module>> ReadAsync(IKubeCluster cluster, string ns, string name, CancellationToken cancellationToken)
    {
        string selector = Selector(name);
        IReadOnlyList<JsonObject> deployments = await cluster.ListAsync(KubeKinds.Deployment, ns, selector, cancellationToken);
        IReadOnlyList<JsonObject> sets = await cluster.ListAsync(KubeKinds.StatefulSet, ns, selector, cancellationToken);
        List<Module> modules =
        [
            .. deployments.Select(item => new Module("Deployment", NameOf(item), DeploymentStatus(item), ReadyOf(item), Readiness.WhyNot("Deployment", item, jobsToo: false))),
            .. sets.Select(item => new Module("StatefulSet", NameOf(item), SetStatus(item), ReadyOf(item), Readiness.WhyNot("StatefulSet", item, jobsToo: false))),
        ];
        modules.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return modules;
    }

    /// <summary>One sentence for each module that is not ready, with what its pods, claims and events say.</summary>
    public static async Task<List<string>> ReasonsAsync(IKubeCluster cluster, string ns, string name, IEnumerable<Module> modules, CancellationToken cancellationToken)
    {
        Module[] waiting = [.. modules.Where(module => !module.IsReady)];
        if (waiting.Length == 0)
        {
            return [];
        }

        IReadOnlyList<JsonObject> pods = await cluster.ListAsync(KubeKinds.Pod, ns, Selector(name), cancellationToken);
        IReadOnlyList<JsonObject> events = await OptionalAsync(cluster, KubeKinds.Event, ns, cancellationToken);
        IReadOnlyList<JsonObject> claims = await OptionalAsync(cluster, KubeKinds.Claim, ns, cancellationToken);
        return [.. waiting.Select(module => Reason(module, pods, events, claims))];
    }

    /// <summary>The selector of everything that belongs to a cluster.</summary>
    public static string Selector(string name) => "name=" + name;

    public static string NameOf(JsonObject item) => item["metadata"]?["name"]?.GetValue<string>() ?? "";

    private static string Reason(Module module, IReadOnlyList<JsonObject> pods, IReadOnlyList<JsonObject> events, IReadOnlyList<JsonObject> claims)
    {
        List<string> parts = [.. pods.Where(pod => NameOf(pod).StartsWith(module.Name + "-", StringComparison.Ordinal)).Select(PodFault).OfType<string>().Take(3)];
        parts.AddRange(claims
            .Where(claim => claim["status"]?["phase"]?.GetValue<string>() == "Pending" && NameOf(claim).Contains(module.Name, StringComparison.Ordinal))
            .Select(claim => $"claim {NameOf(claim)} is not bound"));
        if (parts.Count == 0)
        {
            parts.AddRange(events
                .Where(item => item["type"]?.GetValue<string>() == "Warning" && (item["involvedObject"]?["name"]?.GetValue<string>() ?? "").StartsWith(module.Name, StringComparison.Ordinal))
                .Select(item => $"{item["reason"]?.GetValue<string>()}: {item["message"]?.GetValue<string>()}")
                .TakeLast(1));
        }

        string state = module.Fault?.EndsWith("expected pods are ready", StringComparison.Ordinal) == true ? module.Ready : $"{module.Ready}, {module.Fault ?? module.Status}";
        return $"module {module.Name}: {state}{(parts.Count > 0 ? ", " + string.Join(", ", parts) : "")}";
    }

    private static string? PodFault(JsonObject pod)
    {
        string name = NameOf(pod);
        JsonNode? status = pod["status"];
        foreach (JsonObject condition in Items(status?["conditions"]).Where(c => c["type"]?.GetValue<string>() == "PodScheduled" && c["status"]?.GetValue<string>() == "False"))
        {
            return $"pod {name}: {condition["reason"]?.GetValue<string>()}, {condition["message"]?.GetValue<string>()}";
        }

        foreach (JsonObject container in Items(status?["initContainerStatuses"]).Concat(Items(status?["containerStatuses"])))
        {
            JsonNode? state = container["state"]?["waiting"] ?? (container["ready"]?.GetValue<bool>() == false ? container["state"]?["terminated"] : null);
            if (state?["reason"]?.GetValue<string>() is { } reason && reason != "Completed")
            {
                string message = state["message"]?.GetValue<string>() is { Length: > 0 } text ? $" ({text})" : "";
                return $"pod {name}, container {container["name"]?.GetValue<string>()}: {reason}{message}";
            }
        }

        return status?["phase"]?.GetValue<string>() is "Failed" ? $"pod {name}: Failed" : null;
    }

    private static async Task<IReadOnlyList<JsonObject>> OptionalAsync(IKubeCluster cluster, KubeResourceType type, string ns, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.ListAsync(type, ns, null, cancellationToken);
        }
        catch (KubeException)
        {
            // The account of the service may look at less than everything; the reason is then told without this.
            return [];
        }
    }

    private static string DeploymentStatus(JsonObject item)
    {
        foreach (string type in (string[])["Available", "Progressing", "ReplicaFailure"])
        {
            if (Items(item["status"]?["conditions"]).Any(c => c["type"]?.GetValue<string>() == type && c["status"]?.GetValue<string>() == "True"))
            {
                return type;
            }
        }

        return "Undefined";
    }

    private static string SetStatus(JsonObject item) => Count(item, "readyReplicas") >= Count(item, "replicas") ? "Available" : "Progressing";

    private static string ReadyOf(JsonObject item) => $"{Count(item, "readyReplicas")}/{item["spec"]?["replicas"]?.ToString() ?? "1"}";

    private static int Count(JsonObject item, string member) =>
        item["status"]?[member] is { } value && int.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
