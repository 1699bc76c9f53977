using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml.Printing;
using Kuscia.Helm.Yaml.Reading;

namespace Kuscia.Helm.Yaml;

/// <summary>YAML and JSON as Helm reads and prints them: YAML goes through JSON, so every number is a float64 and every key is text.</summary>
public static class HelmYaml
{
    /// <summary>Reads the first document.</summary>
    /// <returns>Maps are <see cref="ValueMap"/>, lists <see cref="List{T}"/> of object?, numbers double; null for an empty document.</returns>
    /// <exception cref="HelmYamlException">The text is no YAML ("error converting YAML to JSON: yaml: line N: …").</exception>
    public static object? Parse(string text) => JsonModel.FromYaml(ReadDocument(text));

    /// <summary>Turns the first document into JSON with sorted keys, as manifests go to a server: whole numbers keep all their digits.</summary>
    /// <exception cref="HelmYamlException">The text is no YAML ("error converting YAML to JSON: yaml: line N: …").</exception>
    public static string YamlToJson(string text) => JsonWriter.Write(JsonModel.ToJsonText(ReadDocument(text)), escapeHtml: true, indent: false);

    /// <summary>Reads the first document, which must be a map; an empty document is an empty map.</summary>
    /// <exception cref="HelmYamlException">The text is no YAML, or something else than a map.</exception>
    public static ValueMap ParseMap(string text) => Parse(text) switch
    {
        null => [],
        ValueMap map => map,
        { } other => throw new HelmYamlException(
            $"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {JsonModel.KindName(other)} into Go value of type map[string]interface {{}}"),
    };

    /// <summary>Reads the first document, which must be a list; an empty document is an empty list.</summary>
    /// <exception cref="HelmYamlException">The text is no YAML, or something else than a list.</exception>
    public static List<object?> ParseList(string text) => Parse(text) switch
    {
        null => [],
        List<object?> list => list,
        { } other => throw new HelmYamlException(
            $"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {JsonModel.KindName(other)} into Go value of type []interface {{}}"),
    };

    /// <summary>Prints a value as block YAML with sorted keys; ends with a line break.</summary>
    /// <exception cref="HelmYamlException">The value cannot be printed (not a number, a cycle, control characters).</exception>
    public static string ToYaml(object? value) => YamlEmitter.Emit(JsonModel.ToYaml(value));

    /// <summary>Prints a value as JSON with sorted keys.</summary>
    /// <param name="value">The value.</param>
    /// <param name="escapeHtml">Whether &lt;, &gt; and &amp; are written as escapes, as Go does by default.</param>
    /// <param name="indent">Two spaces and line breaks, or everything in one line.</param>
    /// <exception cref="HelmYamlException">The value cannot be printed (not a number, a cycle).</exception>
    public static string ToJson(object? value, bool escapeHtml = true, bool indent = false) => JsonWriter.Write(value, escapeHtml, indent);

    /// <summary>Reads JSON; numbers are doubles.</summary>
    /// <exception cref="HelmYamlException">The text is no JSON; the message is that of Go's encoding/json.</exception>
    public static object? FromJson(string text) => new JsonReader(text).Read();

    private static object? ReadDocument(string text)
    {
        try
        {
            return YamlReader.Read(text);
        }
        catch (HelmYamlException error)
        {
            throw new HelmYamlException("error converting YAML to JSON: " + error.Message, error);
        }
    }
}
