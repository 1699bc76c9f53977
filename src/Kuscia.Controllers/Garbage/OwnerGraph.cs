using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Garbage;

/// <summary>An object as the garbage collector sees it.</summary>
internal sealed record GarbageNode(ResourceKind Kind, ResourceName Name, string Uid, IReadOnlyList<OwnerReference> Owners, bool IsDeleting, IReadOnlyList<string> Finalizers)
{
    public static GarbageNode Of(ResourceKind kind, Resource resource) => new(
        kind,
        resource.Identity,
        resource.Metadata.Uid ?? "",
        resource.Metadata.OwnerReferences ?? [],
        resource.Metadata.DeletionTimestamp is not null,
        resource.Metadata.Finalizers ?? []);
}

/// <summary>Who owns whom, by uid. Thread-safe.</summary>
internal sealed class OwnerGraph
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, GarbageNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _dependents = new(StringComparer.Ordinal);

    /// <summary>Notes the present state of an object.</summary>
    public void Set(GarbageNode node)
    {
        lock (_gate)
        {
            Unlink(node.Uid);
            _nodes[node.Uid] = node;
            foreach (OwnerReference owner in node.Owners)
            {
                if (!_dependents.TryGetValue(owner.Uid, out HashSet<string>? set))
                {
                    _dependents[owner.Uid] = set = new HashSet<string>(StringComparer.Ordinal);
                }

                set.Add(node.Uid);
            }
        }
    }

    /// <summary>Forgets an object that is gone.</summary>
    public void Remove(string uid)
    {
        lock (_gate)
        {
            Unlink(uid);
            _nodes.Remove(uid);
        }
    }

    /// <summary>The object with this uid, or null.</summary>
    public GarbageNode? Find(string uid)
    {
        lock (_gate)
        {
            return _nodes.GetValueOrDefault(uid);
        }
    }

    /// <summary>Objects that name the owner.</summary>
    public IReadOnlyList<GarbageNode> DependentsOf(string ownerUid)
    {
        lock (_gate)
        {
            return _dependents.TryGetValue(ownerUid, out HashSet<string>? set) ? [.. set.Select(u => _nodes[u])] : [];
        }
    }

    private void Unlink(string uid)
    {
        foreach (OwnerReference owner in _nodes.GetValueOrDefault(uid)?.Owners ?? [])
        {
            if (_dependents.TryGetValue(owner.Uid, out HashSet<string>? set) && set.Remove(uid) && set.Count == 0)
            {
                _dependents.Remove(owner.Uid);
            }
        }
    }
}
