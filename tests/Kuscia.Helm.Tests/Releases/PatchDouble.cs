using System.Text.Json.Nodes;

namespace Kuscia.Helm.Tests.Releases;

/// <summary>Applies merge patches and the part of strategic merge patches that releases send, written apart from the code that computes them.</summary>
internal static class PatchDouble
{
    private static readonly string[] Keys = ["name", "containerPort", "port", "mountPath"];

    public static JsonObject Apply(JsonObject target, JsonObject patch, bool strategic)
    {
        JsonObject result = (JsonObject)target.DeepClone();
        Merge(result, patch, strategic);
        return result;
    }

    private static void Merge(JsonObject target, JsonObject patch, bool strategic)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            if (strategic && name == "$retainKeys")
            {
                string[] kept = [.. ((JsonArray)value!).Select(key => key!.ToString())];
                foreach (string gone in target.Select(member => member.Key).Except(kept).ToList())
                {
                    target.Remove(gone);
                }
            }
            else if (strategic && name.StartsWith("$setElementOrder/", StringComparison.Ordinal))
            {
                // Handled after the list itself was merged.
            }
            else if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject map && target[name] is JsonObject inner)
            {
                Merge(inner, map, strategic);
            }
            else if (strategic && value is JsonArray list && target[name] is JsonArray old && list.All(item => item is JsonObject))
            {
                target[name] = MergeList(old, list);
            }
            else
            {
                target[name] = Clean(value);
            }
        }

        foreach ((string name, JsonNode? order) in patch.Where(member => member.Key.StartsWith("$setElementOrder/", StringComparison.Ordinal)))
        {
            Reorder(target, name["$setElementOrder/".Length..], (JsonArray)order!);
        }
    }

    private static JsonArray MergeList(JsonArray old, JsonArray changes)
    {
        List<JsonObject> merged = old.Select(item => (JsonObject)item!.DeepClone()).ToList();
        foreach (JsonObject change in changes.OfType<JsonObject>())
        {
            string key = Keys.First(change.ContainsKey);
            JsonObject? match = merged.Find(item => JsonNode.DeepEquals(item[key], change[key]));
            if (change["$patch"]?.ToString() == "delete")
            {
                merged.RemoveAll(item => ReferenceEquals(item, match));
            }
            else if (match is null)
            {
                merged.Add((JsonObject)change.DeepClone());
            }
            else
            {
                Merge(match, change, strategic: true);
            }
        }

        return new JsonArray([.. merged]);
    }

    private static void Reorder(JsonObject target, string name, JsonArray order)
    {
        if (target[name] is not JsonArray list)
        {
            return;
        }

        string key = Keys.First(((JsonObject)order[0]!).ContainsKey);
        List<string> wanted = [.. order.Select(item => item![key]!.ToJsonString())];
        target[name] = new JsonArray([.. list.Select(item => item!.DeepClone()).OrderBy(item =>
            wanted.IndexOf(item[key]!.ToJsonString()) is >= 0 and int at ? at : int.MaxValue)]);
    }

    private static JsonNode Clean(JsonNode value) => value.DeepClone();
}
