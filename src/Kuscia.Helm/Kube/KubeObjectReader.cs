using System.Text.Json.Nodes;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Kube;

/// <summary>Reads manifests into objects and finds where the server keeps each.</summary>
internal sealed class KubeObjectReader(IKubeCluster cluster, string ns)
{
    public async Task<IReadOnlyList<KubeObject>> ReadAsync(string manifest, CancellationToken cancellationToken)
    {
        List<KubeObject> objects = new();
        foreach (string document in ManifestSplitter.Split(manifest))
        {
            if (ToJson(document) is not JsonObject value)
            {
                continue;
            }

            foreach (JsonObject item in Flatten(value))
            {
                objects.Add(await ResolveAsync(item, cancellationToken));
            }
        }

        return objects;
    }

    private static JsonNode? ToJson(string document)
    {
        try
        {
            return JsonNode.Parse(HelmYaml.YamlToJson(document), documentOptions: KubeJson.Options);
        }
        catch (HelmYamlException e)
        {
            throw new HelmException(e.Message, e);
        }
    }

    private static IEnumerable<JsonObject> Flatten(JsonObject value)
    {
        bool isList = Text(value, "kind").EndsWith("List", StringComparison.Ordinal) && value["items"] is JsonArray;
        return isList ? ((JsonArray)value["items"]!).OfType<JsonObject>().Select(item => (JsonObject)item.DeepClone()) : [value]; // not null: tested
    }

    private async Task<KubeObject> ResolveAsync(JsonObject value, CancellationToken cancellationToken)
    {
        string kind = Text(value, "kind");
        string apiVersion = Text(value, "apiVersion");
        JsonObject metadata = value["metadata"] as JsonObject ?? [];
        string name = Text(metadata, "name");
        if (kind.Length == 0 || apiVersion.Length == 0)
        {
            throw new HelmException($"error validating \"\": error validating data: {(apiVersion.Length == 0 ? "apiVersion" : "kind")} not set in object \"{name}\"");
        }

        KubeResourceType type = await cluster.FindTypeAsync(apiVersion, kind, cancellationToken) ?? throw new HelmException(
            $"resource mapping not found for name: \"{name}\" namespace: \"{Text(metadata, "namespace")}\" from \"\": " +
            $"no matches for kind \"{kind}\" in version \"{apiVersion}\"\nensure CRDs are installed first");
        if (name.Length == 0)
        {
            throw new HelmException($"a {kind} of the manifest has no metadata.name");
        }

        value["metadata"] = metadata.Parent is null ? metadata : value["metadata"]!.DeepClone(); // not null: metadata has a parent only when it came from there
        if (!type.Namespaced)
        {
            return new KubeObject(type, "", name, value);
        }

        string objectNamespace = Text(metadata, "namespace") is { Length: > 0 } own ? own : ns;
        value["metadata"]!["namespace"] = objectNamespace; // not null: set above
        return new KubeObject(type, objectNamespace, name, value);
    }

    private static string Text(JsonObject holder, string name) =>
        holder[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
