using System.Text.Json.Nodes;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Patches;

/// <summary>Merges an applied configuration into an object: maps member by member, lists by their keys, what is owned as a whole is replaced.</summary>
internal sealed class ApplyMerge
{
    private readonly KindDescriptor _kind;
    private readonly PatchWork _work;
    private readonly List<string> _path = [];

    private ApplyMerge(KindDescriptor kind, PatchWork work)
    {
        _kind = kind;
        _work = work;
    }

    /// <summary>Changes <paramref name="target"/>; <paramref name="work"/> bounds what it may cost.</summary>
    public static void Merge(KindDescriptor kind, JsonObject target, JsonObject config, PatchWork work) => new ApplyMerge(kind, work).Members(target, config);

    private void Members(JsonObject target, JsonObject config)
    {
        foreach ((string name, JsonNode? value) in config)
        {
            _work.Step();
            _path.Add(name);
            switch (target[name], value)
            {
                case (JsonObject present, JsonObject wanted) when !FieldSchema.IsWholeMap(_kind, _path):
                    Members(present, wanted);
                    break;
                case (JsonArray present, JsonArray wanted) when FieldSchema.List(_kind, _path) is FieldList list:
                    Items(list, present, wanted);
                    break;
                default:
                    target[name] = value?.DeepClone();
                    break;
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    // Items of the configuration come in its order; items that only the object has keep their place among them.
    private void Items(FieldList list, JsonArray target, JsonArray config)
    {
        List<(string? Step, JsonNode? Item)> left = Steps(list, target);
        List<(string? Step, JsonNode? Item)> right = Steps(list, config);
        HashSet<string> wantedSteps = right.Select(r => r.Step).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int i = 0; i < left.Count; i++)
        {
            if (left[i].Step is string step)
            {
                places.TryAdd(step, i);
            }
        }

        bool IsWanted((string? Step, JsonNode? Item) present) => present.Step is string step && wantedSteps.Contains(step);
        target.Clear();
        int at = 0;
        foreach ((string? step, JsonNode? wanted) in right)
        {
            _work.Step();
            while (at < left.Count && !IsWanted(left[at]))
            {
                target.Add(left[at++].Item);
            }

            int same = step is not null && places.TryGetValue(step, out int place) ? place : -1;
            target.Add(same < 0 ? wanted?.DeepClone() : Item(list, left[same].Item, wanted));
            if (same == at)
            {
                at++;
            }
        }

        foreach ((string? Step, JsonNode? Item) rest in left.Skip(at).Where(l => !IsWanted(l)))
        {
            target.Add(rest.Item);
        }
    }

    private JsonNode? Item(FieldList list, JsonNode? present, JsonNode? wanted)
    {
        if (list.WholeItems || present is not JsonObject members || wanted is not JsonObject changes)
        {
            return wanted?.DeepClone();
        }

        Members(members, changes);
        return members;
    }

    private static List<(string? Step, JsonNode? Item)> Steps(FieldList list, JsonArray items) => [.. items.Select(i => (FieldSchema.Step(list, i), i))];
}
