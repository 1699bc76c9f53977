using System.Globalization;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Charts;

/// <summary>Reads typed fields out of parsed YAML the way Go's JSON decoder does: names match in any case, scalars become text where text is wanted, other mismatches fail with its words.</summary>
/// <param name="map">The object.</param>
/// <param name="type">The Go type named in errors.</param>
/// <param name="path">The path of the object inside that type; empty at the top.</param>
internal sealed class GoStructReader(ValueMap map, string type, string path = "")
{
    public string Text(string name)
    {
        object? value = Find(name);
        return value is null ? "" : AsText(value) ?? throw Mismatch(value, name, "string");
    }

    public bool Flag(string name)
    {
        object? value = Find(name);
        return value switch
        {
            null => false,
            bool flag => flag,
            _ => throw Mismatch(value, name, "bool"),
        };
    }

    public IReadOnlyList<string> Texts(string name) =>
        [.. List(name, "[]string").Select(item => item is null ? "" : AsText(item) ?? throw Mismatch(item, name, "string"))];

    public IReadOnlyList<object?> List(string name, string wanted)
    {
        object? value = Find(name);
        return value switch
        {
            null => [],
            IReadOnlyList<object?> list => list,
            _ => throw Mismatch(value, name, wanted),
        };
    }

    public IReadOnlyDictionary<string, string> TextMap(string name)
    {
        SortedDictionary<string, string> texts = new(StringComparer.Ordinal);
        object? value = Find(name);
        if (value is null)
        {
            return texts;
        }

        foreach ((string key, object? item) in value as ValueMap ?? throw Mismatch(value, name, "map[string]string"))
        {
            texts[key] = item is null ? "" : AsText(item) ?? throw Mismatch(item, name, "string");
        }

        return texts;
    }

    public GoStructReader Struct(object? item, string name, string goType) =>
        item is ValueMap inner
            ? new GoStructReader(inner, type, path + name + ".")
            : throw Mismatch(item, name, goType);

    public bool Has(string name) => Find(name) is not null;

    public object? Find(string name)
    {
        if (map.TryGetValue(name, out object? exact))
        {
            return exact;
        }

        string? other = map.Keys.LastOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return other is null ? null : map[other];
    }

    public static string? AsText(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        double number when Math.Abs(number) < 1e15 && number == Math.Truncate(number) =>
            ((long)number).ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    public static HelmException CannotDecode(object? value, string goType) => new(
        $"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {JsonKind(value)} into Go value of type {goType}");

    private HelmException Mismatch(object? value, string name, string goType) => new(
        $"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {JsonKind(value)} into Go struct field {type}.{path}{name} of type {goType}");

    private static string JsonKind(object? value) => value switch
    {
        null => "null",
        string => "string",
        bool => "bool",
        ValueMap => "object",
        IReadOnlyList<object?> => "array",
        _ => "number",
    };
}
