using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kuscia.ApiServer.Answers;

/// <summary>Reads and writes JSON the way the API does: last duplicate wins, numbers keep their text, no needless escapes.</summary>
internal static class JsonText
{
    /// <summary>How deep a request body may be nested; what the server adds around it in the store stays within its own limit.</summary>
    public const int MaxRequestDepth = 100;

    /// <summary>How many values a request body may hold: each takes far more memory than its text.</summary>
    public const int MaxRequestValues = 200_000;

    private const int MaxDepth = 128;

    /// <summary>How compact JSON is written.</summary>
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth + 8 };
    private static readonly JsonWriterOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth + 8, Indented = true };

    /// <summary>Parses one value; paths of duplicate members are added to <paramref name="duplicates"/>. Throws <see cref="JsonException"/>.</summary>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8, List<string>? duplicates = null) => Parse(utf8, MaxDepth, duplicates);

    /// <summary>Parses a request body, which may be neither too deep nor of too many values. Throws <see cref="JsonException"/>.</summary>
    public static JsonNode? ParseRequest(ReadOnlySpan<byte> utf8, List<string>? duplicates = null)
    {
        CheckValues(utf8);
        return Parse(utf8, MaxRequestDepth, duplicates);
    }

    private static void CheckValues(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = MaxRequestDepth });
        int values = 0;
        while (reader.Read())
        {
            bool value = reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject);
            if (value && ++values > MaxRequestValues)
            {
                throw new JsonException($"the body holds more than {MaxRequestValues} values");
            }
        }
    }

    private static JsonNode? Parse(ReadOnlySpan<byte> utf8, int maxDepth, List<string>? duplicates)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        if (!reader.Read())
        {
            throw new JsonException("unexpected end of JSON input");
        }

        JsonNode? value = ReadValue(ref reader, "", duplicates);
        if (reader.Read())
        {
            throw new JsonException("data after the end of the JSON value");
        }

        return value;
    }

    /// <summary>Parses an object. Throws <see cref="JsonException"/> for anything else.</summary>
    public static JsonObject ParseObject(ReadOnlySpan<byte> utf8, List<string>? duplicates = null) =>
        Parse(utf8, duplicates) as JsonObject ?? throw new JsonException("a JSON object is expected");

    /// <summary>The compact UTF-8 form.</summary>
    public static byte[] ToUtf8(JsonNode node)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        Write(buffer, node);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The compact text form.</summary>
    public static string ToText(JsonNode node) => System.Text.Encoding.UTF8.GetString(ToUtf8(node));

    /// <summary>Writes the compact form.</summary>
    public static void Write(IBufferWriter<byte> output, JsonNode node)
    {
        using Utf8JsonWriter writer = new(output, Compact);
        node.WriteTo(writer);
    }

    /// <summary>Rewrites JSON with line breaks and two spaces of indent.</summary>
    public static byte[] Indent(ReadOnlyMemory<byte> utf8)
    {
        ArrayBufferWriter<byte> buffer = new(utf8.Length * 2);
        using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth + 8 });
        using (Utf8JsonWriter writer = new(buffer, Indented))
        {
            document.RootElement.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, string path, List<string>? duplicates) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref reader, path, duplicates),
        JsonTokenType.StartArray => ReadArray(ref reader, path, duplicates),
        JsonTokenType.String => JsonValue.Create(reader.GetString()),
        JsonTokenType.True => JsonValue.Create(true),
        JsonTokenType.False => JsonValue.Create(false),
        JsonTokenType.Null => null,

        // Kept as read: such a node converts to any number type, one made from a long does not.
        JsonTokenType.Number => JsonValue.Create(JsonElement.ParseValue(ref reader)),
        _ => throw new JsonException("a JSON value is expected"),
    };

    private static JsonObject ReadObject(ref Utf8JsonReader reader, string path, List<string>? duplicates)
    {
        JsonObject result = new();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString() ?? "";
            string inner = duplicates is null ? "" : path.Length == 0 ? name : $"{path}.{name}";
            reader.Read();
            JsonNode? value = ReadValue(ref reader, inner, duplicates);
            if (duplicates is not null && result.ContainsKey(name))
            {
                duplicates.Add(inner);
            }

            result[name] = value;
        }

        return result;
    }

    private static JsonArray ReadArray(ref Utf8JsonReader reader, string path, List<string>? duplicates)
    {
        JsonArray result = new();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            result.Add(ReadValue(ref reader, duplicates is null ? "" : $"{path}[{result.Count}]", duplicates));
        }

        return result;
    }
}
