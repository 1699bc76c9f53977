using Kuscia.Helm.Functions.Encoding;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Functions.Charts;

/// <summary>Functions that print and read YAML, JSON and TOML.</summary>
internal static class DataFunctions
{
    /// <summary>Sprig's own; some are replaced by <see cref="HelmRows"/>.</summary>
    public static IEnumerable<GoFunction> SprigRows =>
    [
        new("toJson", "any", static (_, a) => Quietly(() => HelmYaml.ToJson(a[0]))),
        new("mustToJson", "any", static (_, a) => HelmYaml.ToJson(a[0])),
        new("toRawJson", "any", static (_, a) => HelmYaml.ToJson(a[0], escapeHtml: false)),
        new("mustToRawJson", "any", static (_, a) => HelmYaml.ToJson(a[0], escapeHtml: false)),
        new("toPrettyJson", "any", static (_, a) => Quietly(() => HelmYaml.ToJson(a[0], indent: true))),
        new("mustToPrettyJson", "any", static (_, a) => HelmYaml.ToJson(a[0], indent: true)),
        new("mustFromJson", "string", static (_, a) => HelmYaml.FromJson((string)a[0]!)),
    ];

    /// <summary>Helm's.</summary>
    public static IEnumerable<GoFunction> HelmRows =>
    [
        new("toYaml", "any", static (_, a) => Quietly(() => WithoutLastBreak(HelmYaml.ToYaml(a[0])))),
        new("fromYaml", "string", static (_, a) => MapOrError(() => HelmYaml.ParseMap((string)a[0]!))),
        new("fromYamlArray", "string", static (_, a) => ListOrError(() => HelmYaml.ParseList((string)a[0]!))),
        .. TextRows,
    ];

    /// <summary>Those that both stages of KubeFATE share with Helm.</summary>
    public static IEnumerable<GoFunction> TextRows =>
    [
        new("fromJson", "string", static (_, a) => IsNull((string)a[0]!) ? NilValue.Map() : MapOrError(() => JsonMap((string)a[0]!))),
        new("fromJsonArray", "string", static (_, a) => IsNull((string)a[0]!) ? NilValue.List() : ListOrError(() => JsonList((string)a[0]!))),
        new("toToml", "any", static (_, a) => TomlWriter.WriteOrError(a[0])),
    ];

    /// <summary>Cuts one line break at the end, as toYaml does.</summary>
    public static string WithoutLastBreak(string text) => text.EndsWith('\n') ? text[..^1] : text;

    /// <summary>What a failure shows as: the key Error.</summary>
    public static ValueMap MapOrError(Func<ValueMap> read)
    {
        try
        {
            return read();
        }
        catch (HelmYamlException error)
        {
            return new ValueMap { ["Error"] = error.Message };
        }
    }

    /// <summary>What a failure shows as: a list with the message.</summary>
    public static List<object?> ListOrError(Func<List<object?>> read)
    {
        try
        {
            return read();
        }
        catch (HelmYamlException error)
        {
            return [error.Message];
        }
    }

    /// <summary>What a failure to print shows as: nothing.</summary>
    public static string Quietly(Func<string> print)
    {
        try
        {
            return print();
        }
        catch (HelmYamlException)
        {
            return "";
        }
    }

    private static bool IsNull(string json) => json.AsSpan().Trim(" \t\r\n") is "null";

    private static ValueMap JsonMap(string text) => HelmYaml.FromJson(text) switch
    {
        null => [],
        ValueMap map => map,
        { } other => throw new HelmYamlException($"json: cannot unmarshal {JsonModel.KindName(other)} into Go value of type map[string]interface {{}}"),
    };

    private static List<object?> JsonList(string text) => HelmYaml.FromJson(text) switch
    {
        null => [],
        List<object?> list => list,
        { } other => throw new HelmYamlException($"json: cannot unmarshal {JsonModel.KindName(other)} into Go value of type []interface {{}}"),
    };
}
