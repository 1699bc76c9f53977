using System.Text.Json.Nodes;

namespace Kuscia.Helm.Kube;

/// <summary>
/// Computes a strategic merge patch in three ways: what the manifest adds or changes against the live object, and what it
/// dropped since the manifest before. What others added to the live object stays.
/// </summary>
/// <param name="kind">Kind of the object; it decides how lists merge.</param>
internal sealed class StrategicPatch(string kind)
{
    private const string Directive = "$patch";

    public static JsonObject Compute(string kind, JsonObject original, JsonObject wanted, JsonObject live) =>
        new StrategicPatch(kind).Maps(original, wanted, live, parent: "");

    private JsonObject Maps(JsonObject original, JsonObject wanted, JsonObject live, string parent)
    {
        var patch = new JsonObject();
        foreach ((string name, JsonNode? value) in wanted)
        {
            if (value is null)
            {
                if (live.ContainsKey(name))
                {
                    patch[name] = null;
                }

                continue;
            }

            Member(patch, name, original[name], value, live[name], parent);
        }

        foreach ((string name, _) in original)
        {
            if (!wanted.ContainsKey(name) && live.ContainsKey(name))
            {
                patch[name] = null;
            }
        }

        return patch;
    }

    private void Member(JsonObject patch, string name, JsonNode? original, JsonNode wanted, JsonNode? live, string parent)
    {
        switch (wanted, live)
        {
            case (JsonObject wantedMap, JsonObject liveMap):
                JsonObject inner = Maps(original as JsonObject ?? [], wantedMap, liveMap, name);
                if (inner.Count > 0)
                {
                    patch[name] = MergeKeys.KeepsOnlyGiven(kind, parent, name) ? Retaining(inner, wantedMap) : inner;
                }

                break;
            case (JsonArray wantedList, JsonArray liveList):
                Lists(patch, name, original as JsonArray ?? [], wantedList, liveList, parent);
                break;
            default:
                if (!JsonNode.DeepEquals(wanted, live))
                {
                    patch[name] = wanted.DeepClone();
                }

                break;
        }
    }

    private void Lists(JsonObject patch, string name, JsonArray original, JsonArray wanted, JsonArray live, string parent)
    {
        string? key = MergeKeys.Find(kind, parent, name);
        if (key is not null && Keyed(wanted, key) is { } wantedItems && Keyed(live, key) is { } liveItems)
        {
            Dictionary<string, JsonObject> before = Keyed(original, key) ?? [];
            Items(patch, (name, key, parent), before, wantedItems, liveItems, live);
            return;
        }

        if (MergeKeys.IsSet(parent, name))
        {
            Values(patch, name, original, wanted, live);
            return;
        }

        if (!JsonNode.DeepEquals(wanted, live))
        {
            patch[name] = wanted.DeepClone();
        }
    }

    private void Items(
        JsonObject patch,
        (string Name, string Key, string Parent) list,
        Dictionary<string, JsonObject> original,
        Dictionary<string, JsonObject> wanted,
        Dictionary<string, JsonObject> live,
        JsonArray liveList)
    {
        var changes = new JsonArray();
        foreach ((string id, JsonObject item) in wanted)
        {
            if (!live.TryGetValue(id, out JsonObject? current))
            {
                changes.Add(item.DeepClone());
                continue;
            }

            JsonObject change = Maps(original.GetValueOrDefault(id) ?? [], item, current, list.Name);
            if (change.Count > 0)
            {
                change[list.Key] = item[list.Key]!.DeepClone(); // not null: items without the key are not merged by it
                changes.Add(MergeKeys.KeepsOnlyGiven(kind, list.Parent, list.Name) ? Retaining(change, item) : change);
            }
        }

        foreach ((string id, JsonObject item) in original.Where(entry => !wanted.ContainsKey(entry.Key) && live.ContainsKey(entry.Key)))
        {
            changes.Add(new JsonObject { [Directive] = "delete", [list.Key] = item[list.Key]!.DeepClone() }); // not null: as above
        }

        if (changes.Count > 0)
        {
            patch[list.Name] = changes;
        }

        if (changes.Count > 0 || !SameOrder(wanted, liveList, list.Key))
        {
            patch["$setElementOrder/" + list.Name] = new JsonArray(
                [.. wanted.Values.Select(item => new JsonObject { [list.Key] = item[list.Key]!.DeepClone() })]); // not null: as above
        }
    }

    private static void Values(JsonObject patch, string name, JsonArray original, JsonArray wanted, JsonArray live)
    {
        string[] wantedValues = [.. wanted.Select(Id)];
        string[] liveValues = [.. live.Select(Id)];
        string[] added = [.. wantedValues.Except(liveValues)];
        string[] removed = [.. original.Select(Id).Except(wantedValues).Intersect(liveValues)];
        if (added.Length > 0)
        {
            patch[name] = new JsonArray([.. added.Select(value => JsonValue.Create(value))]);
        }

        if (removed.Length > 0)
        {
            patch["$deleteFromPrimitiveList/" + name] = new JsonArray([.. removed.Select(value => JsonValue.Create(value))]);
        }
    }

    private static JsonObject Retaining(JsonObject change, JsonObject wanted)
    {
        change["$retainKeys"] = new JsonArray([.. wanted.Select(member => JsonValue.Create(member.Key))]);
        return change;
    }

    // Null when an item lacks the key or a key occurs twice (ports may differ by protocol only); then the list is replaced.
    private static Dictionary<string, JsonObject>? Keyed(JsonArray list, string key)
    {
        var items = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (JsonNode? node in list)
        {
            if (node is not JsonObject item || item[key] is null || !items.TryAdd(Id(item[key]), item))
            {
                return null;
            }
        }

        return items;
    }

    private static bool SameOrder(Dictionary<string, JsonObject> wanted, JsonArray live, string key)
    {
        IEnumerable<string> liveOrder = live.OfType<JsonObject>().Select(item => Id(item[key])).Where(wanted.ContainsKey);
        return wanted.Keys.SequenceEqual(liveOrder);
    }

    private static string Id(JsonNode? value) => value is JsonValue text && text.TryGetValue(out string? s) ? s : value?.ToJsonString() ?? "";
}
