using System.Collections;
using System.Globalization;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml.Printing;
using Kuscia.Helm.Yaml.Reading;

namespace Kuscia.Helm.Yaml;

/// <summary>YAML straight on yaml.v2, without the detour over JSON: integers stay integers and inner maps have keys of any type.</summary>
public static class PlainYaml
{
    private const int MaxDepth = 1_000;

    /// <summary>Reads the first document.</summary>
    /// <exception cref="HelmYamlException">The text is no YAML ("yaml: line N: …").</exception>
    public static object? Parse(string text) => FromYaml(YamlReader.Read(text), MapType.Any);

    /// <summary>Reads the first document, which must be a map; an empty document is an empty map.</summary>
    /// <exception cref="HelmYamlException">The text is no YAML, or something else than a map.</exception>
    public static ValueMap ParseMap(string text) => YamlReader.Read(text) switch
    {
        null => [],
        YamlMap map => (ValueMap)FromYaml(map, MapType.Interface)!, // not null: a map gives a map
        { } other => throw Mismatch(other, "map[string]interface {}"),
    };

    /// <summary>Reads the first document, which must be a list; an empty document is an empty list.</summary>
    /// <exception cref="HelmYamlException">The text is no YAML, or something else than a list.</exception>
    public static List<object?> ParseList(string text) => YamlReader.Read(text) switch
    {
        null => [],
        YamlList list => (List<object?>)FromYaml(list, MapType.Any)!, // not null: a list gives a list
        { } other => throw Mismatch(other, "[]interface {}"),
    };

    /// <summary>Prints a value; large float64 numbers keep their exponent.</summary>
    /// <exception cref="HelmYamlException">The value is nested too deep, as a cycle is.</exception>
    public static string ToYaml(object? value) => YamlEmitter.Emit(ToModel(value, 0));

    private static HelmYamlException Mismatch(object value, string wanted)
    {
        string shown = value switch { YamlMap => "!!map", YamlList => "!!seq", string text => $"!!str `{Shortened(text)}`", _ => $"!!{GoValue.TypeName(value)} `{GoFormat.Show(value)}`" };
        return new HelmYamlException($"yaml: unmarshal errors:\n  line 1: cannot unmarshal {shown} into {wanted}");
    }

    private static string Shortened(string text) => text.Length > 10 ? text[..7] + "..." : text;

    private static object? FromYaml(object? value, MapType type)
    {
        if (StackGuard.IsLow)
        {
            return StackGuard.OnFreshStack(() => FromYaml(value, type));
        }
        switch (value)
        {
            case YamlMap source:
                ValueMap map = new(type);
                foreach (KeyValuePair<object, object?> entry in source.Entries)
                {
                    map[entry.Key is DBNull ? "<nil>" : GoFormat.Show(entry.Key)] = FromYaml(entry.Value, MapType.Any);
                }
                return map;
            case YamlList list:
                return list.Items.ConvertAll(item => FromYaml(item, MapType.Any));
            default:
                return value;
        }
    }

    private static object? ToModel(object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new HelmYamlException($"yaml: values are nested deeper than {MaxDepth}");
        }
        if (StackGuard.IsLow)
        {
            return StackGuard.OnFreshStack(() => ToModel(value, depth));
        }
        switch (value)
        {
            case ValueMap source:
                YamlMap map = new();
                foreach (KeyValuePair<string, object?> entry in source)
                {
                    map.Set(entry.Key, ToModel(entry.Value, depth + 1));
                }
                return map;
            case string or byte[]:
                return Conversions.ToText(value);
            case IList source:
                YamlList list = new();
                foreach (object? item in source)
                {
                    list.Items.Add(ToModel(item, depth + 1));
                }
                return list;
            case IGoObject item:
                return ToModel(item.ToJsonValue(), depth + 1);
            case float single:
                return double.Parse(GoFloat.Format(single, 'g', -1, true), CultureInfo.InvariantCulture);
            default:
                return value;
        }
    }
}
