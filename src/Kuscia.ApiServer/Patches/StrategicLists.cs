using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Patches;

/// <summary>Merging and ordering of one list in a strategic merge patch, in time that grows with the lists and not with their product.</summary>
/// <param name="key">The member by which items are matched; empty for plain values.</param>
/// <param name="work">Bounds what the patch may cost.</param>
/// <param name="mergeItem">Merges a patch into an item and gives the result.</param>
internal sealed class StrategicLists(string key, PatchWork work, Func<JsonObject, JsonObject, JsonObject> mergeItem)
{
    /// <summary>Merges the items of a patch into a list by key.</summary>
    public JsonArray Merge(JsonArray original, JsonArray patch, JsonArray? order)
    {
        if (patch.OfType<JsonObject>().Any(i => i.Text("$patch") == "replace"))
        {
            return [.. patch.Where(i => i is not JsonObject item || item.Text("$patch") is null).Select(i => i?.DeepClone())];
        }

        List<(string? Key, JsonNode? Item)> merged = [.. original.Select(i => (KeyOf(i), i?.DeepClone()))];
        Dictionary<string, int> places = Places(merged.Select(m => m.Key));
        Dictionary<string, int> deletedBefore = new(StringComparer.Ordinal);
        JsonArray plain = new();
        foreach (JsonNode? change in patch)
        {
            work.Step();
            if (Deletes(change))
            {
                string gone = Require(change);
                deletedBefore[gone] = merged.Count;
                places.Remove(gone);
                continue;
            }

            MergeItem(merged, places, change);
            plain.Add(change?.DeepClone());
        }

        // What the patch adds again behind the deletion stays.
        bool Stays((string? Key, JsonNode? Item) item, int at) => item.Key is null || !deletedBefore.TryGetValue(item.Key, out int end) || at >= end;
        return Order([.. merged.Where(Stays).Select(m => m.Item)], original, order ?? plain);
    }

    /// <summary>
    /// Puts items in the wanted order. Items that the order does not name keep their place relative to the named ones as it was in the original list.
    /// </summary>
    public JsonArray Order(JsonArray items, JsonArray original, JsonArray order)
    {
        Dictionary<string, int> wanted = Places(order.Select(KeyOf));
        Dictionary<string, int> before = Places(original.Select(KeyOf));
        List<(int Wanted, int Before, JsonNode? Item)> all = [.. items.Select(i => (Place(wanted, i), Place(before, i), i))];
        Queue<(int Wanted, int Before, JsonNode? Item)> named = new(all.Where(i => i.Wanted >= 0).OrderBy(i => i.Wanted));
        Queue<(int Wanted, int Before, JsonNode? Item)> others = new(all.Where(i => i.Wanted < 0));
        JsonArray result = new();
        while (named.Count + others.Count > 0)
        {
            work.Step();
            bool fromOthers = named.Count == 0 || (others.Count > 0 && StandsBefore(others.Peek().Before, named.Peek().Before));
            result.Add((fromOthers ? others : named).Dequeue().Item?.DeepClone());
        }

        return result;
    }

    private static bool Deletes(JsonNode? change)
    {
        if (change is not JsonObject item || item.Text("$patch") is not string directive || directive == "merge")
        {
            return false;
        }

        return directive == "delete" ? true : throw ApiErrors.BadRequest($"Unknown patch type: {directive} in map: {JsonText.ToText(item)}");
    }

    private void MergeItem(List<(string? Key, JsonNode? Item)> merged, Dictionary<string, int> places, JsonNode? change)
    {
        string wanted = Require(change);
        bool known = places.TryGetValue(wanted, out int at);
        if (known && merged[at].Item is JsonObject present && change is JsonObject changes)
        {
            merged[at] = (wanted, mergeItem(present, changes));
            return;
        }

        if (!known && wanted.Length > 0)
        {
            places[wanted] = merged.Count;
            merged.Add((wanted, change is JsonObject added ? mergeItem([], added) : change?.DeepClone()));
        }
    }

    private string Require(JsonNode? item) => KeyOf(item)
        ?? throw ApiErrors.BadRequest($"map: {(item is null ? "null" : JsonText.ToText(item))} does not contain declared merge key: {key}");

    private string? KeyOf(JsonNode? item) => StrategicMergePatch.KeyText(item, key);

    private static bool StandsBefore(int other, int named) => other >= 0 && named >= 0 && other < named;

    private int Place(Dictionary<string, int> places, JsonNode? item) => KeyOf(item) is string text && places.TryGetValue(text, out int place) ? place : -1;

    // The first of items with the same key counts.
    private static Dictionary<string, int> Places(IEnumerable<string?> keys)
    {
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        int at = 0;
        foreach (string? text in keys)
        {
            if (text is not null)
            {
                places.TryAdd(text, at);
            }

            at++;
        }

        return places;
    }
}
