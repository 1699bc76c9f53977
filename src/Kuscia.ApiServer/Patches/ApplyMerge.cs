using System.Text.Json.Nodes;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Patches;

/// <summary>Merges an applied configuration into an object: maps member by member, lists by their keys, what is owned as a whole is replaced.</summary>
internal static class ApplyMerge
{
    /// <summary>Changes <paramref name="target"/>.</summary>
    public static void Merge(KindDescriptor kind, JsonObject target, JsonObject config) => Members(kind, target, config, []);

    private static void Members(KindDescriptor kind, JsonObject target, JsonObject config, List<string> path)
    {
        foreach ((string name, JsonNode? value) in config)
        {
            path.Add(name);
            switch (target[name], value)
            {
                case (JsonObject present, JsonObject wanted) when !FieldSchema.IsWholeMap(kind, path):
                    Members(kind, present, wanted, path);
                    break;
                case (JsonArray present, JsonArray wanted) when FieldSchema.List(kind, path) is FieldList list:
                    Items(kind, list, present, wanted, path);
                    break;
                default:
                    target[name] = value?.DeepClone();
                    break;
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    // Items of the configuration come in its order; items that only the object has keep their place among them.
    private static void Items(KindDescriptor kind, FieldList list, JsonArray target, JsonArray config, List<string> path)
    {
        List<(string? Step, JsonNode? Item)> left = Steps(list, target);
        List<(string? Step, JsonNode? Item)> right = Steps(list, config);
        target.Clear();
        int at = 0;
        foreach ((string? step, JsonNode? wanted) in right)
        {
            while (at < left.Count && !right.Exists(r => r.Step is not null && r.Step == left[at].Step))
            {
                target.Add(left[at++].Item);
            }

            int same = step is null ? -1 : left.FindIndex(l => l.Step == step);
            target.Add(same < 0 ? wanted?.DeepClone() : Item(kind, list, left[same].Item, wanted, path));
            if (same == at)
            {
                at++;
            }
        }

        foreach ((_, JsonNode? item) in left.Skip(at).Where(l => !right.Exists(r => r.Step is not null && r.Step == l.Step)))
        {
            target.Add(item);
        }
    }

    private static JsonNode? Item(KindDescriptor kind, FieldList list, JsonNode? present, JsonNode? wanted, List<string> path)
    {
        if (list.WholeItems || present is not JsonObject members || wanted is not JsonObject changes)
        {
            return wanted?.DeepClone();
        }

        Members(kind, members, changes, path);
        return members;
    }

    private static List<(string? Step, JsonNode? Item)> Steps(FieldList list, JsonArray items) => [.. items.Select(i => (FieldSchema.Step(list, i), i))];
}
