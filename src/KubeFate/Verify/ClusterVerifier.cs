using System.Globalization;
using System.Text.Json.Nodes;
using KubeFate.Checks;
using KubeFate.Clusters;
using Kuscia.Helm.Kube;

namespace KubeFate.Verify;

/// <summary>
/// Tests the ways that a cluster needs, from where the service runs: inside of Kubernetes that is where the modules are. A service without a ready pod is named as such.
/// </summary>
internal sealed class ClusterVerifier(IKubeCluster kube, EdgeProbe probe)
{
    // cluster.yaml may name any number of partners.
    private const int MaxEdges = 1000;
    private const int AtOnce = 32;

    /// <summary>All ways with what they are worth.</summary>
    /// <exception cref="KubeException">The API refuses.</exception>
    public async Task<IReadOnlyList<EdgeResult>> RunAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        string ns = cluster.PlaceName, selector = ModuleReader.Selector(cluster.Name);
        IReadOnlyList<JsonObject> services = await kube.ListAsync(KubeKinds.Service, ns, selector, cancellationToken);
        IReadOnlyList<JsonObject> pods = await kube.ListAsync(KubeKinds.Pod, ns, selector, cancellationToken);
        List<Module> modules = await ModuleReader.ReadAsync(kube, ns, cluster.Name, cancellationToken);
        Dictionary<string, int[]> ports = services.ToDictionary(ModuleReader.NameOf, Ports);
        List<Edge> edges = EdgeList.Of(ports, modules.Select(module => module.Name).ToHashSet(StringComparer.Ordinal), cluster.Spec, service => $"{service}.{ns}");
        HashSet<string> idle = [.. services.Where(service => !pods.Any(pod => Serves(pod, service))).Select(ModuleReader.NameOf)];
        List<EdgeResult> results = [];
        foreach (Edge[] some in edges.Take(MaxEdges).Chunk(AtOnce))
        {
            results.AddRange(await Task.WhenAll(some.Select(edge => idle.Contains(edge.To)
                ? Task.FromResult(new EdgeResult(edge, $"no pod behind Service {ns}/{edge.To} is ready", TimeSpan.Zero))
                : probe.TryAsync(edge, cancellationToken))));
        }

        return results;
    }

    private static int[] Ports(JsonObject service) =>
        [.. Items(service["spec"]?["ports"]).Select(port => int.TryParse(port["port"]?.ToString(), CultureInfo.InvariantCulture, out int number) ? number : 0)];

    private static bool Serves(JsonObject pod, JsonObject service)
    {
        JsonObject? labels = pod["metadata"]?["labels"] as JsonObject;
        bool selected = (service["spec"]?["selector"] as JsonObject ?? []).All(wanted => labels?[wanted.Key]?.ToString() == wanted.Value?.ToString());
        JsonObject[] containers = [.. Items(pod["status"]?["containerStatuses"])];
        return selected && containers.Length > 0 && containers.All(container => container["ready"]?.GetValue<bool>() == true);
    }

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
