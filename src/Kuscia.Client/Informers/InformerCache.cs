using System.Collections.Concurrent;
using Kuscia.Model.Meta;

namespace Kuscia.Client.Informers;

/// <summary>The objects of an informer and what they weigh. Read by many, written by one.</summary>
internal sealed class InformerCache<T>(InformerShare share)
    where T : Resource
{
    private readonly ConcurrentDictionary<ResourceName, T> _objects = new();
    private readonly Dictionary<ResourceName, long> _weights = [];

    public ICollection<ResourceName> Names => _objects.Keys;

    public ICollection<T> Objects => _objects.Values;

    public T? Get(ResourceName name) => _objects.GetValueOrDefault(name);

    /// <summary>Keeps an object and returns the one before it. Throws when it is beyond the share; nothing is changed then.</summary>
    public T? Store(T item, long weight)
    {
        ResourceName name = item.Identity;
        T? old = Get(name);
        share.Change(old is null ? 1 : 0, weight - _weights.GetValueOrDefault(name));
        _objects[name] = item;
        _weights[name] = weight;
        return old;
    }

    /// <summary>Lets an object go and returns it.</summary>
    public T? Remove(ResourceName name)
    {
        if (!_objects.TryRemove(name, out T? old))
        {
            return null;
        }

        _weights.Remove(name, out long weight);
        share.Change(-1, -weight);
        return old;
    }
}
