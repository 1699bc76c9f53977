namespace Kuscia.Helm.Yaml;

/// <summary>A map as YAML has it: keys of any scalar type, in the order of the document.</summary>
internal sealed class YamlMap
{
    /// <summary>Stands for the key &lt;&lt;.</summary>
    public static readonly object MergeKey = new();

    private readonly Dictionary<object, int> _index = [];

    public List<KeyValuePair<object, object?>> Entries { get; } = [];

    /// <summary>How many nodes the map stands for, aliases counted in full.</summary>
    public long Weight { get; set; } = 1;

    /// <summary>Stands for a null key, which a dictionary cannot hold.</summary>
    public static object NullKey { get; } = DBNull.Value;

    public void Set(object? key, object? value)
    {
        object known = key ?? NullKey;
        if (_index.TryGetValue(known, out int at))
        {
            Entries[at] = new KeyValuePair<object, object?>(known, value);
            return;
        }

        _index[known] = Entries.Count;
        Entries.Add(new KeyValuePair<object, object?>(known, value));
    }
}
