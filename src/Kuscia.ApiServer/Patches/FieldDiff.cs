using System.Text.Json.Nodes;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Patches;

/// <summary>The fields in which two versions of an object differ.</summary>
internal sealed class FieldDiff
{
    private static readonly HashSet<string> Unowned = ["apiVersion", "kind"];

    private static readonly HashSet<string> UnownedMeta =
    [
        "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink",
        "managedFields",
    ];

    private readonly KindDescriptor _kind;
    private readonly List<string> _names = [];
    private readonly List<string> _steps = [];

    private FieldDiff(KindDescriptor kind) => _kind = kind;

    /// <summary>Fields that have another value, or are new.</summary>
    public FieldTree Changed { get; } = new();

    /// <summary>Fields that are gone.</summary>
    public FieldTree Removed { get; } = new();

    /// <summary>True when nothing differs.</summary>
    public bool IsEmpty => Changed.IsEmpty && Removed.IsEmpty;

    /// <summary>Compares two versions; an empty one stands for none.</summary>
    public static FieldDiff Of(KindDescriptor kind, JsonObject old, JsonObject value)
    {
        FieldDiff diff = new(kind);
        foreach (string name in Names(old, value))
        {
            // What typed objects show empty was not set by anybody.
            bool blank = !kind.IsCustom && old[name] is null && value[name] is JsonValue text && text.TryGetValue(out string? content) && content.Length == 0;
            if (!Unowned.Contains(name) && !blank)
            {
                diff.Member(name, old[name], value[name]);
            }
        }

        return diff;
    }

    /// <summary>The fields that an applied configuration names: leaves, empty containers and list items, but not the containers around them.</summary>
    public static FieldTree Named(KindDescriptor kind, JsonObject config)
    {
        FieldDiff diff = new(kind) { LeavesOnly = true };
        foreach ((string name, JsonNode? value) in config)
        {
            if (!Unowned.Contains(name))
            {
                diff.Member(name, null, value);
            }
        }

        return diff.Changed;
    }

    private bool LeavesOnly { get; init; }

    private void Member(string name, JsonNode? old, JsonNode? value)
    {
        bool meta = _names.Count == 1 && _names[0] == "metadata";
        if (meta && UnownedMeta.Contains(name))
        {
            return;
        }

        _names.Add(name);
        _steps.Add("f:" + name);
        Visit(old, value);
        _steps.RemoveAt(_steps.Count - 1);
        _names.RemoveAt(_names.Count - 1);
    }

    private void Visit(JsonNode? old, JsonNode? value)
    {
        switch (old, value)
        {
            case (null, null):
                return;
            case (JsonObject or null, JsonObject or null) when !FieldSchema.IsWholeMap(_kind, _names):
                Map(old as JsonObject, value as JsonObject);
                return;
            case (JsonArray or null, JsonArray or null) when FieldSchema.List(_kind, _names) is FieldList list:
                Items(list, old as JsonArray, value as JsonArray);
                return;
            default:
                Leaf(old, value);
                return;
        }
    }

    private void Map(JsonObject? old, JsonObject? value)
    {
        if (old is null or { Count: 0 } && value is null or { Count: 0 })
        {
            if (LeavesOnly ? _names is not ["metadata"] : !FieldSchema.IsAlwaysThere(_kind, _names))
            {
                Leaf(old, value);
            }

            return;
        }

        foreach (string name in Names(old, value))
        {
            Member(name, old?[name], value?[name]);
        }

        Container(old, value);
    }

    private void Items(FieldList list, JsonArray? old, JsonArray? value)
    {
        if (old is null or { Count: 0 } && value is null or { Count: 0 })
        {
            Leaf(old, value);
            return;
        }

        Dictionary<string, JsonNode?> before = Index(list, old);
        Dictionary<string, JsonNode?> after = Index(list, value);
        foreach (string step in before.Keys.Concat(after.Keys.Where(k => !before.ContainsKey(k))))
        {
            _steps.Add(step);
            Item(list, before.GetValueOrDefault(step), after.GetValueOrDefault(step));
            _steps.RemoveAt(_steps.Count - 1);
        }

        Container(old, value);
    }

    private void Item(FieldList list, JsonNode? old, JsonNode? value)
    {
        if (list.WholeItems || list.Keys.Count == 0)
        {
            Leaf(old, value);
            return;
        }

        foreach (string name in Names(old as JsonObject, value as JsonObject))
        {
            Member(name, (old as JsonObject)?[name], (value as JsonObject)?[name]);
        }

        Ends(old, value);
    }

    private void Leaf(JsonNode? old, JsonNode? value)
    {
        if (value is null)
        {
            Removed.Add(_steps);
        }
        else if (old is null || !JsonNode.DeepEquals(old, value))
        {
            Changed.Add(_steps);
        }
    }

    // A container that appears or goes belongs to the change itself.
    private void Container(JsonNode? old, JsonNode? value)
    {
        if (!LeavesOnly && !FieldSchema.IsAlwaysThere(_kind, _names))
        {
            Ends(old, value);
        }
    }

    private void Ends(JsonNode? old, JsonNode? value)
    {
        if (old is null)
        {
            Changed.Add(_steps);
        }
        else if (value is null)
        {
            Removed.Add(_steps);
        }
    }

    private static Dictionary<string, JsonNode?> Index(FieldList list, JsonArray? items)
    {
        Dictionary<string, JsonNode?> index = new(StringComparer.Ordinal);
        foreach (JsonNode? item in items ?? [])
        {
            if (FieldSchema.Step(list, item) is string step)
            {
                index[step] = item;
            }
        }

        return index;
    }

    private static IEnumerable<string> Names(JsonObject? old, JsonObject? value) =>
        (old ?? []).Select(m => m.Key).Concat((value ?? []).Select(m => m.Key).Where(k => old is null || !old.ContainsKey(k)));
}
