using System.Text.Json.Nodes;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Yaml;

namespace KubeFate.Checks;

/// <summary>What is about to be installed, and where.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Release">Name of the release.</param>
/// <param name="Objects">The objects of the manifest.</param>
internal sealed record Plan(IKubeCluster Cluster, string Namespace, string Release, IReadOnlyList<JsonObject> Objects)
{
    /// <summary>Whether something stands already, whose share of quotas is in use.</summary>
    public bool IsUpdate { get; init; }

    /// <summary>What the chart defines before anything else is made.</summary>
    public IReadOnlyList<JsonObject> Definitions { get; init; } = [];

    /// <summary>Takes a manifest apart.</summary>
    public static Plan Of(IKubeCluster cluster, string ns, string release, string manifest) => new(cluster, ns, release, Read(manifest));

    /// <summary>The objects of a manifest.</summary>
    public static List<JsonObject> Read(string manifest)
    {
        List<JsonObject> objects = [];
        foreach (string document in ManifestSplitter.Split(manifest))
        {
            try
            {
                if (JsonNode.Parse(HelmYaml.YamlToJson(document)) is JsonObject item)
                {
                    objects.Add(item);
                }
            }
            catch (HelmYamlException)
            {
                // Helm itself refuses it, in its own words.
            }
        }

        return objects;
    }

    public IEnumerable<JsonObject> OfKind(params string[] kinds) => Objects.Where(item => kinds.Contains(Text(item, "kind")));

    /// <summary>Lists objects; null when the account of the service may not, for then there is nothing to say.</summary>
    public async Task<IReadOnlyList<JsonObject>?> ListAsync(KubeResourceType type, string? ns, CancellationToken cancellationToken)
    {
        try
        {
            return await Cluster.ListAsync(type, ns, null, cancellationToken);
        }
        catch (KubeException e) when (e.Status is 403 or 404)
        {
            return null;
        }
    }

    /// <summary>Whether an object in the cluster belongs to this release.</summary>
    public bool IsOwn(JsonObject live) =>
        Text(live["metadata"]?["annotations"], "meta.helm.sh/release-name") == Release && Text(live["metadata"]?["annotations"], "meta.helm.sh/release-namespace") == Namespace;

    public static string Text(JsonNode? holder, string name) => (holder as JsonObject)?[name] is JsonValue value ? value.ToString() : "";

    public static string NameOf(JsonObject item) => Text(item["metadata"], "name");

    public static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
