using System.Text.Json.Nodes;
using Kuscia.Model.Descriptors;

namespace Kuscia.Helm.Kube;

/// <summary>
/// Computes a strategic merge patch in three ways: what the manifest adds or changes against the live object, and what it
/// dropped since the manifest before. What others added to the live object stays.
/// </summary>
internal static class StrategicPatch
{
    private const string Directive = "$patch";

    /// <summary>The patch; empty when nothing is to be changed. <paramref name="rules"/> are those of the object's kind.</summary>
    public static JsonObject Compute(MergeStructure rules, JsonObject original, JsonObject wanted, JsonObject live)
    {
        JsonObject patch = new();
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

            Member(patch, name, original[name], value, live[name], rules.Member(name));
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

    private static void Member(JsonObject patch, string name, JsonNode? original, JsonNode wanted, JsonNode? live, MergeRule rule)
    {
        switch (wanted, live)
        {
            case (JsonObject wantedMap, JsonObject liveMap):
                JsonObject inner = Compute(rule.Inside, original as JsonObject ?? [], wantedMap, liveMap);
                if (inner.Count > 0)
                {
                    patch[name] = rule.KeepsOnlyGiven ? Retaining(inner, wantedMap) : inner;
                }

                break;
            case (JsonArray wantedList, JsonArray liveList):
                Lists(patch, name, original as JsonArray ?? [], wantedList, liveList, rule);
                break;
            default:
                if (!JsonNode.DeepEquals(wanted, live))
                {
                    patch[name] = wanted.DeepClone();
                }

                break;
        }
    }

    private static void Lists(JsonObject patch, string name, JsonArray original, JsonArray wanted, JsonArray live, MergeRule rule)
    {
        if (rule.PatchKey is { Length: > 0 } key && Keyed(wanted, key) is { } wantedItems && Keyed(live, key) is { } liveItems)
        {
            Dictionary<string, JsonObject> before = Keyed(original, key) ?? [];
            Items(patch, (name, key, rule), before, wantedItems, liveItems, live);
            return;
        }

        if (rule.PatchKey is { Length: 0 })
        {
            Values(patch, name, original, wanted, live);
            return;
        }

        if (!JsonNode.DeepEquals(wanted, live))
        {
            patch[name] = wanted.DeepClone();
        }
    }

    private static void Items(
        JsonObject patch,
        (string Name, string Key, MergeRule Rule) list,
        Dictionary<string, JsonObject> original,
        Dictionary<string, JsonObject> wanted,
        Dictionary<string, JsonObject> live,
        JsonArray liveList)
    {
        JsonArray changes = new();
        foreach ((string id, JsonObject item) in wanted)
        {
            if (!live.TryGetValue(id, out JsonObject? current))
            {
                changes.Add(item.DeepClone());
                continue;
            }

            JsonObject change = Compute(list.Rule.Inside, original.GetValueOrDefault(id) ?? [], item, current);
            if (change.Count > 0)
            {
                change[list.Key] = item[list.Key]!.DeepClone(); // not null: items without the key are not merged by it
                changes.Add((JsonNode)(list.Rule.KeepsOnlyGiven ? Retaining(change, item) : change));
            }
        }

        foreach ((string id, JsonObject item) in original.Where(entry => !wanted.ContainsKey(entry.Key) && live.ContainsKey(entry.Key)))
        {
            changes.Add((JsonNode)new JsonObject { [Directive] = "delete", [list.Key] = item[list.Key]!.DeepClone() }); // not null: as above
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
        Dictionary<string, JsonObject> items = new(StringComparer.Ordinal);
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
