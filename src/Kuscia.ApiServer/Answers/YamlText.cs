using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kuscia.ApiServer.Answers;

/// <summary>Reads the first YAML document of a body as JSON, and writes JSON as YAML with sorted keys.</summary>
internal static class YamlText
{

    /// <summary>The document as JSON. Anchors and aliases are refused: they let a small body grow without bound. Throws <see cref="JsonException"/>.</summary>
    public static JsonNode? Parse(string text)
    {
        try
        {
            Parser parser = new(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.Accept<DocumentStart>(out _))
            {
                return null;
            }

            parser.Consume<DocumentStart>();
            int nodes = 0;
            return Read(parser, 0, ref nodes);
        }
        catch (YamlException fault)
        {
            throw new JsonException($"yaml: line {fault.Start.Line}: {fault.Message}");
        }
    }

    /// <summary>The YAML form of JSON.</summary>
    public static string Format(JsonNode? value)
    {
        StringWriter output = new(CultureInfo.InvariantCulture);
        Emitter emitter = new(output, new EmitterSettings(2, int.MaxValue, false, 1024, true, false, "\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, true));
        Emit(emitter, value);
        emitter.Emit(new DocumentEnd(true));
        emitter.Emit(new StreamEnd());
        return output.ToString();
    }

    private static JsonNode? Read(Parser parser, int depth, ref int nodes)
    {
        if (depth > JsonText.MaxRequestDepth || ++nodes > JsonText.MaxRequestValues)
        {
            throw new JsonException($"yaml: the document is nested deeper than {JsonText.MaxRequestDepth} or holds more than {JsonText.MaxRequestValues} values");
        }

        if (parser.Accept<Scalar>(out _))
        {
            return ReadScalar(parser.Consume<Scalar>());
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            return ReadMapping(parser, depth, ref nodes);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            JsonArray array = new();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                array.Add(Read(parser, depth + 1, ref nodes));
            }

            return array;
        }

        throw new JsonException("yaml: aliases are not supported");
    }

    private static JsonObject ReadMapping(Parser parser, int depth, ref int nodes)
    {
        JsonObject result = new();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            string key = parser.Accept<Scalar>(out _) ? parser.Consume<Scalar>().Value : throw new JsonException("yaml: keys must be plain texts");
            result[key] = Read(parser, depth + 1, ref nodes);
        }

        return result;
    }

    private static JsonValue? ReadScalar(Scalar scalar)
    {
        string text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain || scalar.Tag == "tag:yaml.org,2002:str")
        {
            return JsonValue.Create(text);
        }

        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "y" or "Y" or "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return JsonValue.Create(true);
            case "n" or "N" or "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return JsonValue.Create(false);
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return JsonValue.Create(whole);
        }

        const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool number = (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') && double.TryParse(text, Real, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real);
        return number ? JsonValue.Create(double.Parse(text, Real, CultureInfo.InvariantCulture)) : JsonValue.Create(text);
    }

    private static void Emit(Emitter emitter, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, true, members.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach ((string name, JsonNode? member) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    EmitText(emitter, name);
                    Emit(emitter, member);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, true, items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (JsonNode? item in items)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                EmitText(emitter, text.GetValue<string>());
                break;
            default:
                EmitPlain(emitter, value is null ? "null" : JsonText.ToText(value));
                break;
        }
    }

    private static void EmitPlain(Emitter emitter, string text) => emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, true, false));

    // A text that would be read back as something else needs quotes.
    private static void EmitText(Emitter emitter, string text)
    {
        ScalarStyle style = ReadScalar(new Scalar(text)) is JsonValue same && same.GetValueKind() == JsonValueKind.String ? ScalarStyle.Any : ScalarStyle.DoubleQuoted;
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, text.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal : style, true, true));
    }
}
