using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kuscia.Operations.Json;

/// <summary>Reads the text of a request as JSON; every fault is a sentence for the caller.</summary>
internal static class RequestText
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
}
