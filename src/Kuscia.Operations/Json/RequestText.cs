using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kuscia.Operations.Json;

/// <summary>Reads the text of a request as JSON; every fault is a sentence for the caller.</summary>
internal static partial class RequestText
{
    /// <summary>Deepest nesting of a body.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The members of a JSON object; throws <see cref="JsonException"/> with a text fit for the caller.</summary>
    public static JsonObject Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new JsonException("the request body is empty; send {} for no members");
        }

        try
        {
            if (JsonNode.Parse(bytes, documentOptions: Options) is JsonObject members)
            {
                return members;
            }
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is { } line ? $" at line {line + 1}, byte {(e.BytePositionInLine ?? 0) + 1}" : "";
            string why = e.Message.Contains("depth", StringComparison.OrdinalIgnoreCase)
                ? $"it is nested deeper than {MaxDepth} levels"
                : e.Message.Contains("uplicate", StringComparison.Ordinal) ? "a member is given twice in one object" : "it is not well-formed JSON";
            throw new JsonException($"the request body cannot be read{where}: {why}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("the request body cannot be read: a name in it is not valid UTF-8", e);
        }

        throw new JsonException("the request body must be a JSON object {…}; send {} for no members");
    }

    /// <summary>
    /// The members of the first value of a text: what comes after it does not count, of doubled members the last one does, null is no members, and what is not
    /// UTF-8 or half of a character becomes U+FFFD. Throws <see cref="JsonException"/>.
    /// </summary>
    public static JsonObject ParseFirst(ReadOnlySpan<byte> bytes)
    {
        byte[] clean = Encoding.UTF8.GetBytes(HalfCharacter().Replace(Encoding.UTF8.GetString(bytes), "\\ufffd"));
        Utf8JsonReader reader = new(clean, new JsonReaderOptions { MaxDepth = MaxDepth });
        using JsonDocument first = JsonDocument.ParseValue(ref reader);
        return first.RootElement.ValueKind switch
        {
            JsonValueKind.Object => Members(first.RootElement),
            JsonValueKind.Null => [],
            _ => throw new JsonException("the request body must be a JSON object {…}; send {} for no members"),
        };
    }

    private static JsonObject Members(JsonElement element)
    {
        JsonObject members = [];
        foreach (JsonProperty member in element.EnumerateObject())
        {
            members[member.Name] = NodeOf(member.Value);
        }

        return members;
    }

    private static JsonNode? NodeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Members(value),
        JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Select(NodeOf)]),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value.Clone()),
    };

    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}")]
    private static partial Regex HalfCharacter();
}
