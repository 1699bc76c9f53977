using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Operations.Json;

/// <summary>
/// Reads JSON as a message of the protobuf JSON mapping, guided by its descriptor: lowerCamelCase and snake_case names, null for "not given", numbers also as
/// text, unknown members ignored. A member of the wrong type is told by path, value and cure.
/// </summary>
public static class RequestReader
{
    private const int MapValue = 2;

    /// <summary>Reads the message from the bytes of a JSON object.</summary>
    /// <exception cref="JsonException">The text is no JSON object or a member has the wrong type; the text is fit for the caller.</exception>
    public static T Read<T>(ReadOnlySpan<byte> text)
        where T : class, IMessage<T>, new()
    {
        try
        {
            return Read<T>(RequestText.Parse(text), JsonRules.Mapping);
        }
        catch (JsonException)
        {
            // What the first way of reading cannot take, the second one may; when neither can, the first tells more.
            if (Second<T>(text) is { } message)
            {
                return message;
            }

            throw;
        }
    }

    /// <summary>Reads the request of a stream.</summary>
    /// <exception cref="JsonException">The text is no JSON object or a member has the wrong type.</exception>
    internal static T ReadStreamed<T>(ReadOnlySpan<byte> text)
        where T : class, IMessage<T>, new() =>
        Read<T>(RequestText.ParseFirst(text), JsonRules.Streams);

    /// <summary>Reads the message.</summary>
    /// <exception cref="JsonException">A member has the wrong type; the text is fit for the caller.</exception>
    public static T Read<T>(JsonObject members)
        where T : class, IMessage<T>, new() =>
        Read<T>(members, JsonRules.Mapping);

    private static T? Second<T>(ReadOnlySpan<byte> text)
        where T : class, IMessage<T>, new()
    {
        try
        {
            return Read<T>(RequestText.ParseFirst(text), JsonRules.Second);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static T Read<T>(JsonObject members, JsonRules rules)
        where T : class, IMessage<T>, new()
    {
        T message = new();
        try
        {
            ReadMembers(message, members, "", rules);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a name or a text in the request is not valid UTF-8", e);
        }

        return message;
    }

    private static void ReadMembers(IMessage message, JsonObject members, string path, JsonRules rules)
    {
        int read = 0;
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            bool plain = members.TryGetPropertyValue(field.Name, out JsonNode? value);
            if (!rules.IsLenient && field.JsonName != field.Name && members.TryGetPropertyValue(field.JsonName, out JsonNode? other))
            {
                value = plain ? throw new JsonException($"Field \"{Below(path, field.Name)}\" is given twice, as {field.Name} and as {field.JsonName}; leave one out") : other;
                plain = true;
            }

            read += plain ? 1 : 0;
            if (value is not null)
            {
                ReadMember(message, field, value, Below(path, field.Name), rules);
            }
        }

        if (rules.RefusesUnknown && read < members.Count)
        {
            throw new JsonException("the request has a member that is not known");
        }
    }

    private static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static void ReadMember(IMessage message, FieldDescriptor field, JsonNode value, string path, JsonRules rules)
    {
        if (field.IsMap)
        {
            ReadEntries((IDictionary)field.Accessor.GetValue(message), value as JsonObject ?? throw Wrong(path, value, "an object {…}"), field.MessageType.FindFieldByNumber(MapValue), path, rules);
        }
        else if (field.IsRepeated)
        {
            ReadItems((IList)field.Accessor.GetValue(message), value as JsonArray ?? throw Wrong(path, value, "a list […]"), field, path, rules);
        }
        else
        {
            field.Accessor.SetValue(message, ValueOf(field, value, path, rules));
        }
    }

    private static void ReadEntries(IDictionary entries, JsonObject members, FieldDescriptor element, string path, JsonRules rules)
    {
        foreach ((string key, JsonNode? value) in members)
        {
            string entry = $"{path}.{RequestCheck.Shown(key)}";
            JsonNode given = value ?? (rules.IsLenient ? JsonValue.Create("") : throw new JsonException($"Field \"{entry}\" is null; leave it out"));
            entries[key] = ValueOf(element, given, entry, rules);
        }
    }

    private static void ReadItems(IList items, JsonArray values, FieldDescriptor field, string path, JsonRules rules)
    {
        for (int i = 0; i < values.Count; i++)
        {
            bool isText = rules.IsLenient && field.FieldType == FieldType.String;
            JsonNode value = values[i] ?? (isText ? JsonValue.Create("") : throw new JsonException($"Field \"{path}[{i}]\" is null; leave it out of the list"));
            items.Add(ValueOf(field, value, $"{path}[{i}]", rules));
        }
    }

    private static object ValueOf(FieldDescriptor field, JsonNode value, string path, JsonRules rules)
    {
        JsonValueKind kind = value.GetValueKind();
        if (rules.IsLenient && kind == JsonValueKind.String && field.FieldType is not (FieldType.String or FieldType.Message))
        {
            throw Wrong(path, value, "no text");
        }

        switch (field.FieldType)
        {
            case FieldType.String:
                return kind == JsonValueKind.String ? value.GetValue<string>() : throw Wrong(path, value, "a text in double quotes");
            case FieldType.Bool:
                return kind is JsonValueKind.True or JsonValueKind.False ? kind == JsonValueKind.True : throw Wrong(path, value, "true or false");
            case FieldType.Int32:
                return Whole(value, int.MinValue, int.MaxValue) is { } number ? (int)number : throw Wrong(path, value, "a whole number of 32 bits");
            case FieldType.Int64:
                return Whole(value, long.MinValue, long.MaxValue) is { } whole ? (long)whole : throw Wrong(path, value, "a whole number of 64 bits");
            case FieldType.UInt64:
                return Whole(value, ulong.MinValue, ulong.MaxValue) is { } amount ? (ulong)amount : throw Wrong(path, value, Whole(value, long.MinValue, -1) is null ? "a whole number of 64 bits" : "0 or more");
            case FieldType.Float:
                return float.TryParse(NumberText(value), NumberStyles.Float, CultureInfo.InvariantCulture, out float part) ? part : throw Wrong(path, value, "a number");
            case FieldType.Enum:
                return EnumNumber(field.EnumType, value, path);
            case FieldType.Message:
                IMessage message = field.MessageType.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
                ReadMembers(message, value as JsonObject ?? throw Wrong(path, value, "an object {…}"), path, rules);
                return message;
            default:
                throw new NotSupportedException($"no JSON form of {field.FullName}");
        }
    }

    private static decimal? Whole(JsonNode value, decimal least, decimal most)
    {
        bool isWhole = decimal.TryParse(NumberText(value), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal whole) && whole == decimal.Truncate(whole);
        return isWhole && whole >= least && whole <= most ? whole : null;
    }

    private static string NumberText(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Number => value.ToJsonString(),
        JsonValueKind.String => value.GetValue<string>(),
        _ => "",
    };

    // A number or a name that is not known is the first one, as the originals have it: the operation tells whether that will do.
    private static int EnumNumber(EnumDescriptor names, JsonNode value, string path) => value.GetValueKind() switch
    {
        JsonValueKind.Number when int.TryParse(value.ToJsonString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) => names.FindValueByNumber(number)?.Number ?? 0,
        JsonValueKind.String => names.FindValueByName(value.GetValue<string>())?.Number ?? 0,
        _ => throw Wrong(path, value, $"one of {string.Join(", ", names.Values.Select(v => v.Name))}, or its number"),
    };

    private static JsonException Wrong(string path, JsonNode value, string wanted)
    {
        string name = path[(path.LastIndexOf('.') + 1)..];
        string shown = SecretMembers.Contains(name) ? SecretMembers.Mask : value switch
        {
            JsonObject => "an object",
            JsonArray => "a list",
            _ => RequestCheck.Shown(value.ToJsonString()),
        };
        return new JsonException($"Field \"{path}\" is invalid, invalid value: {shown}: it must be {wanted}");
    }
}
