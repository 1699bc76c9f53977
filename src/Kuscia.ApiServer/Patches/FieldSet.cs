using System.Text.Json.Nodes;
using Kuscia.ApiServer.Resources;

namespace Kuscia.ApiServer.Patches;

/// <summary>
/// The set of fields that a manager owns, in the form <c>FieldsV1</c>: <c>f:name</c> a member, <c>k:{…}</c> a list item by key, <c>v:…</c> an item of a set,
/// <c>.</c> the thing itself.
/// </summary>
internal static class FieldSet
{
    private static readonly string[] Unowned = ["apiVersion", "kind"];
    private static readonly string[] UnownedMeta = ["name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "selfLink", "managedFields"];

    /// <summary>The fields that an object sets.</summary>
    /// <param name="value">The object.</param>
    /// <param name="custom">True for kinds whose lists are always replaced whole.</param>
    public static JsonObject Of(JsonObject value, bool custom)
    {
        var result = new JsonObject();
        foreach ((string name, JsonNode? member) in value)
        {
            if (!Unowned.Contains(name))
            {
                Add(result, name, member, [name], custom);
            }
        }

        if (result["f:metadata"] is JsonObject metadata)
        {
            foreach (string name in UnownedMeta)
            {
                metadata.Remove("f:" + name);
            }

            if (metadata.Count == 0)
            {
                result.Remove("f:metadata");
            }
        }

        return result;
    }

    /// <summary>Leaf paths of a field set, each a list of steps.</summary>
    public static IEnumerable<IReadOnlyList<string>> Leaves(JsonObject fields, IReadOnlyList<string>? at = null)
    {
        at ??= [];
        foreach ((string step, JsonNode? inner) in fields)
        {
            if (step == ".")
            {
                continue;
            }

            IReadOnlyList<string> path = [.. at, step];
            bool leaf = inner is not JsonObject members || members.All(m => m.Key == ".");
            if (leaf)
            {
                yield return path;
                continue;
            }

            foreach (IReadOnlyList<string> deeper in Leaves((JsonObject)inner!, path)) // not null: not a leaf
            {
                yield return deeper;
            }
        }
    }

    /// <summary>True when a set holds a path, or something below it.</summary>
    public static bool Holds(JsonObject fields, IReadOnlyList<string> path)
    {
        JsonObject at = fields;
        foreach (string step in path)
        {
            if (at[step] is not JsonObject next)
            {
                return false;
            }

            at = next;
        }

        return true;
    }

    /// <summary>Adds a path.</summary>
    public static void Add(JsonObject fields, IReadOnlyList<string> path)
    {
        JsonObject at = fields;
        foreach (string step in path)
        {
            if (at[step] is not JsonObject next)
            {
                next = [];
                at[step] = next;
            }

            at = next;
        }
    }

    /// <summary>Removes a path that the set holds, and what becomes empty by that.</summary>
    public static void Remove(JsonObject fields, IReadOnlyList<string> path)
    {
        var parents = new List<JsonObject> { fields };
        foreach (string step in path.SkipLast(1))
        {
            parents.Add((JsonObject)parents[^1][step]!); // not null: the set holds the path
        }

        for (int i = path.Count - 1; i >= 0; i--)
        {
            parents[i].Remove(path[i]);
            if (parents[i].Count > 0)
            {
                return;
            }
        }
    }

    private static void Add(JsonObject fields, string name, JsonNode? value, List<string> path, bool custom)
    {
        JsonObject inner = value switch
        {
            JsonObject { Count: > 0 } members => OfMembers(members, path, custom),
            JsonArray { Count: > 0 } items when !custom && StrategicListKeys.Of(path) is string key => OfItems(items, key, path),
            _ => [],
        };
        fields["f:" + name] = inner;
    }

    private static JsonObject OfMembers(JsonObject members, List<string> path, bool custom)
    {
        var inner = new JsonObject();
        foreach ((string name, JsonNode? member) in members)
        {
            path.Add(name);
            Add(inner, name, member, path, custom);
            path.RemoveAt(path.Count - 1);
        }

        return inner;
    }

    private static JsonObject OfItems(JsonArray items, string key, List<string> path)
    {
        var inner = new JsonObject();
        foreach (JsonNode? item in items)
        {
            string? text = StrategicMergePatch.KeyText(item, key);
            if (text is null)
            {
                continue;
            }

            if (key.Length == 0 || item is not JsonObject members)
            {
                inner["v:" + text] = new JsonObject();
                continue;
            }

            JsonObject fields = OfMembers(members, path, custom: false);
            fields["."] = new JsonObject();
            inner[$"k:{JsonText.ToText(new JsonObject { [key] = members[key]?.DeepClone() })}"] = fields;
        }

        return inner;
    }
}
