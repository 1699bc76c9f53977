namespace Kuscia.Helm.Yaml;

/// <summary>A map as YAML has it: keys of any scalar type, in the order of the document.</summary>
internal sealed class YamlMap(int capacity = 0)
{
    // Up to here looking through all keys is faster than hashing them.
    private const int FewEntries = 8;

    private Dictionary<object, int>? _index;

    public List<KeyValuePair<object, object?>> Entries { get; } = new(capacity);

    /// <summary>Stands for a null key, which a dictionary cannot hold.</summary>
    public static object NullKey { get; } = DBNull.Value;

    public void Set(object? key, object? value)
    {
        object known = key ?? NullKey;
        KeyValuePair<object, object?> entry = new(known, value);
        int at = Find(known);
        if (at >= 0)
        {
            Entries[at] = entry;
            return;
        }

        _index?.Add(known, Entries.Count);
        Entries.Add(entry);
    }

    private int Find(object key)
    {
        if (_index is null && Entries.Count > FewEntries)
        {
            _index = new Dictionary<object, int>(Entries.Capacity);
            for (int i = 0; i < Entries.Count; i++)
            {
                _index.Add(Entries[i].Key, i);
            }
        }

        return _index is not null
            ? _index.TryGetValue(key, out int found) ? found : -1
            : Entries.FindIndex(entry => entry.Key.Equals(key));
    }
}
