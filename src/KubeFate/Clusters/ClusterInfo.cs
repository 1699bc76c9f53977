using System.Text.Json.Nodes;
using KubeFate.Checks;
using Kuscia.Helm.Kube;

namespace KubeFate.Clusters;

/// <summary>What is read from Kubernetes when somebody looks at a cluster.</summary>
internal static class ClusterInfo
{
    private const int FatePort = 9370;

    /// <summary>Reads it.</summary>
    /// <returns>The member <c>Info</c>, and the modules.</returns>
    /// <exception cref="KubeException">The API refuses.</exception>
    public static async Task<(JsonObject Info, List<Module> Modules)> ReadAsync(IKubeCluster kube, Cluster cluster, CancellationToken cancellationToken)
    {
        string ns = cluster.PlaceName, selector = ModuleReader.Selector(cluster.Name);
        IReadOnlyList<JsonObject> services = await kube.ListAsync(KubeKinds.Service, ns, selector, cancellationToken);
        IReadOnlyList<JsonObject> pods = await kube.ListAsync(KubeKinds.Pod, ns, selector, cancellationToken);
        List<Module> modules = await ModuleReader.ReadAsync(kube, ns, cluster.Name, cancellationToken);
        IReadOnlyList<JsonObject> ingresses = await kube.ListAsync(KubeKinds.Ingress, ns, selector, cancellationToken);

        JsonNode?[] hosts = [.. ingresses.SelectMany(item => Items(item["spec"]?["rules"])).Select(rule => (JsonNode?)(rule["host"]?.GetValue<string>() ?? ""))];
        JsonObject info = new()
        {
            ["dashboard"] = hosts.Length == 0 ? null : new JsonArray(hosts),
            ["ip"] = await NodeAddressAsync(kube, cancellationToken),
        };
        if (NodePort(services) is { } port)
        {
            info["port"] = port;
        }

        info["status"] = new JsonObject
        {
            ["containers"] = Containers(pods),
            ["deployments"] = Statuses(modules, "Deployment"),
            ["statefulSets"] = Statuses(modules, "StatefulSet"),
        };
        return (info, modules);
    }

    private static JsonObject Statuses(List<Module> modules, string kind) =>
        new(modules.Where(module => module.Kind == kind).Select(module => KeyValuePair.Create(module.Name, (JsonNode?)module.Status)));

    private static JsonObject Containers(IReadOnlyList<JsonObject> pods)
    {
        JsonObject containers = new();
        foreach (JsonObject pod in pods)
        {
            foreach (JsonObject container in Items(pod["spec"]?["containers"]))
            {
                containers[ModuleName(container)] = pod["status"]?["phase"]?.GetValue<string>() ?? "";
            }
        }

        return containers;
    }

    private static string ModuleName(JsonObject container) => container["name"]?.GetValue<string>() ?? "";

    // FATE 1.x lets partners in by the service rollsite, FATE 2 by osx.
    private static int? NodePort(IReadOnlyList<JsonObject> services) => services
        .Where(service => ModuleReader.NameOf(service) is "rollsite" or "osx")
        .SelectMany(service => Items(service["spec"]?["ports"]))
        .Where(port => port["port"]?.GetValue<int>() == FatePort)
        .Select(port => port["nodePort"]?.GetValue<int>())
        .FirstOrDefault(port => port is > 0);

    private static async Task<string> NodeAddressAsync(IKubeCluster kube, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<JsonObject> nodes = await kube.ListAsync(KubeKinds.Node, null, null, cancellationToken);
            JsonObject? last = nodes.Count == 0 ? null : nodes[^1];
            return Items(last?["status"]?["addresses"]).FirstOrDefault()?["address"]?.GetValue<string>() ?? "";
        }
        catch (KubeException e)
        {
            return e.Message;
        }
    }

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
