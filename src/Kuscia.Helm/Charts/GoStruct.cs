using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Charts;

/// <summary>A struct value for templates, given by its fields in order.</summary>
internal sealed class GoStruct(string typeName, params KeyValuePair<string, object?>[] fields) : IGoObject
{
    public string TypeName => typeName;

    public string? PrintedText { get; init; }

    public IEnumerable<KeyValuePair<string, object?>> Fields => fields;

    /// <summary>The names and values that JSON shows; null when they are those of the fields.</summary>
    public Func<ValueMap>? Json { get; init; }

    public IReadOnlyDictionary<string, GoFunction>? Methods { get; init; }

    /// <summary>Fields that promote theirs to this struct (Go's embedding).</summary>
    public IGoObject? Embedded { get; init; }

    public bool TryGetField(string name, out object? value)
    {
        foreach ((string field, object? content) in fields)
        {
            if (field == name)
            {
                value = content;
                return true;
            }
        }

        value = null;
        return Embedded is not null && Embedded.TryGetField(name, out value);
    }

    public GoFunction? FindMethod(string name) => Methods?.GetValueOrDefault(name);

    public object? ToJsonValue() => Json is null ? new ValueMap(fields) : Json();

    public static KeyValuePair<string, object?> Field(string name, object? value) => new(name, value);
}
