using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Patches;

/// <summary>What owning means for lists and maps of a kind: item by item, by keys, or as a whole, as the table of <see cref="MergeRules"/> says, for defined kinds their
/// schema; lists of which nothing is said are owned as a whole.</summary>
internal static class FieldSchema
{
    private static readonly HashSet<string> AlwaysThere =
        ["metadata", "spec", "status", "source", "spec/template", "spec/template/metadata", "spec/template/spec", "spec/strategy", "status/nodeInfo", "status/daemonEndpoints"];

    /// <summary>How the list at a path of member names is owned; null as a whole.</summary>
    public static FieldList? List(KindDescriptor kind, IReadOnlyList<string> path)
    {
        MergeRule rule = kind.Merge.Find(path);
        return rule.ApplyKeys is null ? null : new FieldList(rule.ApplyKeys) { WholeItems = rule.IsWhole };
    }

    /// <summary>True for a map that is owned as a whole.</summary>
    public static bool IsWholeMap(KindDescriptor kind, IReadOnlyList<string> path) => kind.Merge.Find(path).IsWhole;

    /// <summary>True for structures that typed objects always have, so that nobody makes them.</summary>
    public static bool IsAlwaysThere(KindDescriptor kind, IReadOnlyList<string> path) =>
        path is ["metadata"] || (!kind.IsCustom && (path[^1] == "containers" || (path.Count <= 3 && AlwaysThere.Contains(string.Join('/', path)))));

    /// <summary>The step of a list item, for example <c>k:{"name":"a"}</c>; null when a key is missing.</summary>
    public static string? Step(FieldList list, JsonNode? item)
    {
        if (list.Keys.Count == 0)
        {
            return item is null ? null : "v:" + JsonText.ToText(item);
        }

        if (item is not JsonObject members)
        {
            return null;
        }

        JsonObject keys = new();
        foreach (string key in list.Keys)
        {
            JsonNode? value = members[key] ?? (key == "protocol" ? "TCP" : null);
            if (value is null || value.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number))
            {
                return null;
            }

            keys[key] = value.DeepClone();
        }

        return "k:" + JsonText.ToText(keys);
    }
}

/// <summary>A list whose items are owned one by one: by key members, or (no keys) as a set of plain values.</summary>
internal sealed record FieldList(IReadOnlyList<string> Keys)
{
    /// <summary>True when an item is owned as a whole.</summary>
    public bool WholeItems { get; init; }
}
