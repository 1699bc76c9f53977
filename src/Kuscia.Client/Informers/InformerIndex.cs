using System.Collections.Concurrent;
using System.Collections.Immutable;
using Kuscia.Model.Meta;

namespace Kuscia.Client.Informers;

/// <summary>The objects of an informer by something else than their name, so that finding the few that belong together costs no look at all others. Thread-safe.</summary>
public sealed class InformerIndex<T>
    where T : Resource
{
    private readonly ConcurrentDictionary<string, ImmutableDictionary<ResourceName, T>> _objects = new(StringComparer.Ordinal);
    private readonly Func<T, string?> _key;

    internal InformerIndex(Func<T, string?> key) => _key = key;

    /// <summary>The cached objects that have this key; none for null.</summary>
    public IEnumerable<T> Of(string? key) => key is not null && _objects.TryGetValue(key, out ImmutableDictionary<ResourceName, T>? found) ? found.Values : [];

    // Called by the informer for one change after the other.
    internal void Change(T? old, T? current)
    {
        string? before = old is null ? null : _key(old);
        string? after = current is null ? null : _key(current);
        if (before is not null && before != after && _objects.TryGetValue(before, out ImmutableDictionary<ResourceName, T>? left) && old is not null)
        {
            left = left.Remove(old.Identity);
            if (left.IsEmpty)
            {
                _objects.TryRemove(before, out _);
            }
            else
            {
                _objects[before] = left;
            }
        }

        if (after is not null && current is not null)
        {
            _objects[after] = _objects.GetValueOrDefault(after, ImmutableDictionary<ResourceName, T>.Empty).SetItem(current.Identity, current);
        }
    }
}
