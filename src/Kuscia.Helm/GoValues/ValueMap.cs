using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Kuscia.Helm.GoValues;

/// <summary>A Go map: keys are text, iteration is in byte order of the keys, values follow the conventions of <see cref="GoValue"/>. Not thread-safe.</summary>
public sealed class ValueMap : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Dictionary<string, object?> _entries;
    private string[]? _sortedKeys;

    /// <summary>Creates an empty map of the type <c>map[string]interface {}</c>.</summary>
    public ValueMap()
        : this(MapType.Interface)
    {
    }

    /// <summary>Creates an empty map of the given Go type.</summary>
    public ValueMap(MapType type)
    {
        Type = type;
        _entries = new Dictionary<string, object?>(StringComparer.Ordinal);
    }

    /// <summary>Creates a map of the type <c>map[string]interface {}</c> with the entries given; later ones win.</summary>
    public ValueMap(IEnumerable<KeyValuePair<string, object?>> entries)
        : this(MapType.Interface)
    {
        foreach (KeyValuePair<string, object?> entry in entries)
        {
            _entries[entry.Key] = entry.Value;
        }
    }

    /// <summary>The Go type that the map shows to templates.</summary>
    public MapType Type { get; }

    /// <summary>The number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>The keys in byte order; the list is a snapshot.</summary>
    public IReadOnlyList<string> Keys => SortedKeys();

    /// <summary>Gets the value of a key (null when it is absent) or sets it.</summary>
    public object? this[string key]
    {
        get => _entries.GetValueOrDefault(key);
        set
        {
            int before = _entries.Count;
            _entries[key] = value;
            if (_entries.Count != before)
            {
                _sortedKeys = null;
            }
        }
    }

    /// <summary>Tells whether the key is present, also when its value is null.</summary>
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <summary>Gets the value of a key and tells whether the key is present.</summary>
    public bool TryGetValue(string key, out object? value) => _entries.TryGetValue(key, out value);

    /// <summary>Gets the value of a key when it is a map.</summary>
    public bool TryGetMap(string key, [NotNullWhen(true)] out ValueMap? map)
    {
        map = _entries.GetValueOrDefault(key) as ValueMap;
        return map is not null;
    }

    /// <summary>Adds or replaces an entry; lets collection initialisers be used.</summary>
    public void Add(string key, object? value) => this[key] = value;

    /// <summary>Removes an entry and tells whether it was there.</summary>
    public bool Remove(string key)
    {
        bool removed = _entries.Remove(key);
        if (removed)
        {
            _sortedKeys = null;
        }
        return removed;
    }

    /// <summary>Removes all entries.</summary>
    public void Clear()
    {
        _entries.Clear();
        _sortedKeys = null;
    }

    /// <summary>A copy that shares the values.</summary>
    public ValueMap ShallowCopy()
    {
        ValueMap copy = new(Type);
        foreach (KeyValuePair<string, object?> entry in _entries)
        {
            copy._entries[entry.Key] = entry.Value;
        }
        return copy;
    }

    /// <summary>A copy in which maps and lists are copied as well.</summary>
    public ValueMap DeepCopy() => (ValueMap)GoValue.DeepCopy(this)!; // not null: a map is copied to a map

    /// <summary>Iterates in byte order of the keys over a snapshot of them; entries removed meanwhile are left out.</summary>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        foreach (string key in SortedKeys())
        {
            if (_entries.TryGetValue(key, out object? value))
            {
                yield return new KeyValuePair<string, object?>(key, value);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal string[] SortedKeys()
    {
        if (_sortedKeys is not null)
        {
            return _sortedKeys;
        }
        string[] keys = [.. _entries.Keys];
        Array.Sort(keys, CodePointComparer.Instance);
        return _sortedKeys = keys;
    }
}
