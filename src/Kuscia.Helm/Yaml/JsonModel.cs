using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Yaml;

/// <summary>The detour over JSON that Helm's YAML takes in both directions.</summary>
internal static partial class JsonModel
{
    private const int MaxDepth = 1_000;

    /// <summary>From what YAML gives to what JSON gives: text keys, and float64 numbers as everything that reads JSON into a map has them.</summary>
    public static object? FromYaml(object? value) => FromYaml(value, whole: false);

    /// <summary>From what YAML gives to what the JSON text between shows: text keys, whole numbers with all their digits.</summary>
    public static object? ToJsonText(object? value) => FromYaml(value, whole: true);

    /// <summary>From a value of a template to what YAML sees after JSON: integers where JSON shows none else.</summary>
    public static object? ToYaml(object? value) => ToYaml(value, 0);

    /// <summary>How encoding/json names the kind of a value it met.</summary>
    public static string KindName(object value) => value switch
    {
        ValueMap => "object",
        List<object?> => "array",
        string => "string",
        bool => "bool",
        _ => "number",
    };

    /// <summary>How an error text shows a key (Go's %+#v).</summary>
    public static string ShowKey(object? key) => key switch
    {
        string text => GoQuote.Quote(text),
        bool truth => truth ? "true" : "false",
        null or DBNull => "<nil>",
        ulong number => $"0x{number:x}",
        YamlMap map => $"map[interface {{}}]interface {{}}{{{string.Join(", ", map.Entries.Select(static entry => $"{ShowKey(entry.Key)}:{ShowItem(entry.Value)}"))}}}",
        YamlList list => $"[]interface {{}}{{{string.Join(", ", list.Items.Select(ShowItem))}}}",
        _ => GoFormat.Show(key),
    };

    private static string ShowItem(object? item) => item is null ? "interface {}(nil)" : ShowKey(item);

    private static object? FromYaml(object? value, bool whole) => value switch
    {
        YamlMap or YamlList when StackGuard.IsLow => OnFreshStack(value, whole),
        YamlMap map => Map(map, whole),
        YamlList list => List(list, whole),
        nint number when !whole => (double)(long)number,
        ulong number when !whole => (double)number,
        double number when !double.IsFinite(number) => throw new HelmYamlException($"error converting YAML to JSON: json: unsupported value: {GoFloat.Format(number)}"),
        _ => value,
    };

    private static object? OnFreshStack(object? value, bool whole) => StackGuard.OnFreshStack(() => FromYaml(value, whole));

    private static List<object?> List(YamlList source, bool whole)
    {
        List<object?> list = new(source.Items.Count);
        foreach (object? item in source.Items)
        {
            list.Add(FromYaml(item, whole));
        }
        return list;
    }

    private static ValueMap Map(YamlMap source, bool whole)
    {
        ValueMap map = [];
        foreach (KeyValuePair<object, object?> entry in source.Entries)
        {
            map[Key(entry.Key, entry.Value)] = FromYaml(entry.Value, whole);
        }
        return map;
    }

    private static string Key(object key, object? value) => key switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        nint number => number.ToString(CultureInfo.InvariantCulture),
        double number => GoFloat.Format(number, 'g', -1, single: true) switch
        {
            "+Inf" => ".inf",
            "-Inf" => "-.inf",
            "NaN" => ".nan",
            string text => text,
        },
        ulong => throw Unsupported("uint64", key, value),
        _ => throw Unsupported("%!s(<nil>)", key, value),
    };

    private static HelmYamlException Unsupported(string type, object key, object? value) =>
        new($"error converting YAML to JSON: Unsupported map key of type: {type}, key: {ShowKey(key)}, value: {ShowKey(value)}");

    private static object? ToYaml(object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new HelmYamlException("json: unsupported value: encountered a cycle");
        }
        if (StackGuard.IsLow)
        {
            return StackGuard.OnFreshStack(() => ToYaml(value, depth));
        }
        switch (value)
        {
            case null or bool:
                return value;
            case string text:
                return Text(text);
            case double or float:
                return Number(Convert.ToDouble(value, CultureInfo.InvariantCulture), value is float);
            case byte[] bytes:
                return Convert.ToBase64String(bytes);
            case ValueMap { Type: MapType.Any }:
                throw new HelmYamlException("json: unsupported type: map[interface {}]interface {}");
            case ValueMap map:
                YamlMap copy = new();
                foreach (KeyValuePair<string, object?> entry in map)
                {
                    copy.Set(Text(entry.Key), ToYaml(entry.Value, depth + 1));
                }
                return copy;
            case IList list:
                YamlList items = new();
                foreach (object? item in list)
                {
                    items.Items.Add(ToYaml(item, depth + 1));
                }
                return items;
            case IGoObject item:
                return ToYaml(item.ToJsonValue(), depth + 1);
            case Complex:
                throw new HelmYamlException("json: unsupported type: complex128");
            default:
                return value;
        }
    }

    // JSON prints a number without a point when it has none, and then YAML reads an integer.
    private static object Number(double number, bool single)
    {
        string json = JsonWriter.Number(number, single);
        YamlScalars.Resolve(json, out object? value);
        return value!; // not null: a JSON number never resolves to null
    }

    // In the JSON text a next-line character stands as it is, and YAML folds it like a line break.
    private static string Text(string text)
    {
        foreach (char c in text)
        {
            if (c is '\x7f' or (>= '\u0080' and <= '\u009F' and not '\u0085') or '\uFFFE' or '\uFFFF')
            {
                throw new HelmYamlException("yaml: control characters are not allowed");
            }
        }

        if (text.Contains('\u0085', StringComparison.Ordinal))
        {
            text = NextLines().Replace(text, static match => match.Value.AsSpan().Count('\u0085') is 1 ? " " : new string('\n', match.Value.AsSpan().Count('\u0085') - 1));
        }
        return WithoutLoneSurrogates(text);
    }

    private static string WithoutLoneSurrogates(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else
            {
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(GoText.Normalize(text)));
            }
        }

        return text;
    }

    [GeneratedRegex("[ \t]*\u0085(?:[ \t]*\u0085)*[ \t]*")]
    private static partial Regex NextLines();
}
