using System.Text.Json.Nodes;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Server;

namespace Kuscia.ApiServer.Patches;

/// <summary>Merging and ordering of lists in strategic merge patches.</summary>
internal static class StrategicLists
{
    /// <summary>Merges the items of a patch into a list by key.</summary>
    public static JsonArray Merge(JsonArray original, JsonArray patch, JsonArray? order, string key, Func<JsonObject, JsonObject, JsonObject> mergeItem)
    {
        if (patch.OfType<JsonObject>().Any(i => i.Text("$patch") == "replace"))
        {
            return [.. patch.Where(i => i is not JsonObject item || item.Text("$patch") is null).Select(i => i?.DeepClone())];
        }

        var merged = (JsonArray)original.DeepClone();
        var plain = new JsonArray();
        foreach (JsonNode? change in patch)
        {
            if (!TryDelete(merged, change, key))
            {
                MergeItem(merged, change, key, mergeItem);
                plain.Add(change?.DeepClone());
            }
        }

        return Order(merged, original, order ?? plain, key);
    }

    /// <summary>
    /// Puts items in the wanted order. Items that the order does not name keep their place relative to the named ones as it was in the original list.
    /// </summary>
    public static JsonArray Order(JsonArray items, JsonArray original, JsonArray order, string key)
    {
        List<string> wanted = Keys(order, key);
        List<string> before = Keys(original, key);
        var named = new Queue<JsonNode?>(items.Where(i => Position(wanted, i, key) >= 0).OrderBy(i => Position(wanted, i, key)));
        var others = new Queue<JsonNode?>(items.Where(i => Position(wanted, i, key) < 0));
        var result = new JsonArray();
        while (named.Count + others.Count > 0)
        {
            bool fromOthers = named.Count == 0 || (others.Count > 0 && StandsBefore(others.Peek(), named.Peek(), before, key));
            result.Add((fromOthers ? others : named).Dequeue()?.DeepClone());
        }

        return result;
    }

    private static bool TryDelete(JsonArray merged, JsonNode? change, string key)
    {
        if (change is not JsonObject item || item.Text("$patch") is not string directive || directive == "merge")
        {
            return false;
        }

        if (directive != "delete")
        {
            throw ApiErrors.BadRequest($"Unknown patch type: {directive} in map: {JsonText.ToText(item)}");
        }

        string wanted = Require(item, key);
        foreach (JsonNode? found in merged.Where(i => StrategicMergePatch.KeyText(i, key) == wanted).ToArray())
        {
            merged.Remove(found);
        }

        return true;
    }

    private static void MergeItem(JsonArray merged, JsonNode? change, string key, Func<JsonObject, JsonObject, JsonObject> mergeItem)
    {
        string wanted = Require(change, key);
        int at = Position(Keys(merged, key), change, key);
        if (at >= 0 && merged[at] is JsonObject present && change is JsonObject changes)
        {
            merged[at] = mergeItem((JsonObject)present.DeepClone(), changes);
            return;
        }

        if (at < 0 && wanted.Length > 0)
        {
            merged.Add(change is JsonObject added ? mergeItem([], added) : change?.DeepClone());
        }
    }

    private static string Require(JsonNode? item, string key) => StrategicMergePatch.KeyText(item, key)
        ?? throw ApiErrors.BadRequest($"map: {(item is null ? "null" : JsonText.ToText(item))} does not contain declared merge key: {key}");

    private static bool StandsBefore(JsonNode? other, JsonNode? named, List<string> before, string key)
    {
        int left = Position(before, other, key);
        int right = Position(before, named, key);
        return left >= 0 && right >= 0 && left < right;
    }

    private static List<string> Keys(JsonArray items, string key) => [.. items.Select(i => StrategicMergePatch.KeyText(i, key) ?? "")];

    private static int Position(List<string> keys, JsonNode? item, string key) => StrategicMergePatch.KeyText(item, key) is string text ? keys.IndexOf(text) : -1;
}
