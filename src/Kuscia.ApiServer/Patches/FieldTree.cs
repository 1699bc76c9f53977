using System.Text.Json.Nodes;

namespace Kuscia.ApiServer.Patches;

/// <summary>
/// A set of field paths as a tree, in the form <c>FieldsV1</c>: <c>f:name</c> a member, <c>k:{…}</c> a list item by key, <c>v:…</c> an item of a set;
/// <c>.</c> says that the thing itself belongs to the set. Not thread-safe.
/// </summary>
internal sealed class FieldTree
{
    private const string Self = ".";
    private SortedDictionary<string, FieldTree>? _children;

    /// <summary>True when the path down to here belongs to the set.</summary>
    public bool IsMember { get; set; }

    /// <summary>True when the set is empty.</summary>
    public bool IsEmpty => !IsMember && _children is null or { Count: 0 };

    /// <summary>Reads the wire form; what is malformed is left out.</summary>
    public static FieldTree Parse(JsonObject? fields)
    {
        FieldTree tree = new();
        foreach ((string step, JsonNode? inner) in fields ?? [])
        {
            if (step == Self)
            {
                tree.IsMember = true;
            }
            else if (step.Length > 2 && step[1] == ':' && inner is JsonObject members)
            {
                FieldTree child = Parse(members);
                child.IsMember |= members.Count == 0;
                tree.Put(step, child);
            }
        }

        return tree;
    }

    /// <summary>The wire form.</summary>
    public JsonObject ToJson()
    {
        JsonObject json = new();
        if (IsMember && _children is { Count: > 0 })
        {
            json[Self] = new JsonObject();
        }

        foreach ((string step, FieldTree child) in _children ?? [])
        {
            json[step] = child.ToJson();
        }

        return json;
    }

    /// <summary>Adds a path.</summary>
    public void Add(IReadOnlyList<string> path)
    {
        FieldTree at = this;
        foreach (string step in path)
        {
            if (at.Child(step) is not FieldTree next)
            {
                next = new FieldTree();
                at.Put(step, next);
            }

            at = next;
        }

        at.IsMember = true;
    }

    /// <summary>True when the set holds the path or something below it.</summary>
    public bool Holds(IReadOnlyList<string> path)
    {
        FieldTree? at = this;
        for (int i = 0; i < path.Count && at is not null; i++)
        {
            at = at.Child(path[i]);
        }

        return at is not null;
    }

    /// <summary>Adds all paths of another set.</summary>
    public void Union(FieldTree other)
    {
        IsMember |= other.IsMember;
        foreach ((string step, FieldTree theirs) in other._children ?? [])
        {
            if (Child(step) is not FieldTree mine)
            {
                mine = new FieldTree();
                Put(step, mine);
            }

            mine.Union(theirs);
        }
    }

    /// <summary>Takes away all paths of another set; true when any was there.</summary>
    public bool Subtract(FieldTree other)
    {
        bool taken = IsMember && other.IsMember;
        IsMember &= !other.IsMember;
        foreach ((string step, FieldTree theirs) in other._children ?? [])
        {
            if (Child(step) is not FieldTree mine)
            {
                continue;
            }

            taken |= mine.Subtract(theirs);
            if (mine.IsEmpty)
            {
                _children?.Remove(step);
            }
        }

        return taken;
    }

    /// <summary>The paths that are in both sets.</summary>
    public FieldTree Intersect(FieldTree other)
    {
        FieldTree both = new() { IsMember = IsMember && other.IsMember };
        foreach ((string step, FieldTree mine) in _children ?? [])
        {
            if (other.Child(step) is FieldTree theirs && mine.Intersect(theirs) is { IsEmpty: false } inner)
            {
                both.Put(step, inner);
            }
        }

        return both;
    }

    /// <summary>All paths, those of a thing before those inside it.</summary>
    public IEnumerable<IReadOnlyList<string>> Paths(IReadOnlyList<string>? at = null)
    {
        at ??= [];
        if (IsMember)
        {
            yield return at;
        }

        foreach ((string step, FieldTree child) in _children ?? [])
        {
            foreach (IReadOnlyList<string> path in child.Paths([.. at, step]))
            {
                yield return path;
            }
        }
    }

    private FieldTree? Child(string step) => _children is not null && _children.TryGetValue(step, out FieldTree? child) ? child : null;

    private void Put(string step, FieldTree child) => (_children ??= new SortedDictionary<string, FieldTree>(StringComparer.Ordinal))[step] = child;
}
