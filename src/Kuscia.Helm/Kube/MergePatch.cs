using System.Text.Json.Nodes;

namespace Kuscia.Helm.Kube;

/// <summary>Computes RFC 7386 patches between two manifests; used for kinds whose lists the server cannot merge.</summary>
internal static class MergePatch
{
    public static JsonObject Compute(JsonObject before, JsonObject after)
    {
        JsonObject patch = new();
        foreach ((string name, JsonNode? value) in after)
        {
            JsonNode? old = before[name];
            if (value is JsonObject map && old is JsonObject oldMap)
            {
                JsonObject inner = Compute(oldMap, map);
                if (inner.Count > 0)
                {
                    patch[name] = inner;
                }
            }
            else if (!JsonNode.DeepEquals(value, old) || !before.ContainsKey(name))
            {
                patch[name] = value?.DeepClone();
            }
        }

        foreach ((string name, _) in before)
        {
            if (!after.ContainsKey(name))
            {
                patch[name] = null;
            }
        }

        return patch;
    }
}
