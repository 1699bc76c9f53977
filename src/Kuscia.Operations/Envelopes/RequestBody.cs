using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Operations.Envelopes;

/// <summary>Reads the body of a request whole, within its limit, and as JSON; every fault is a sentence for the caller.</summary>
internal static class RequestBody
{
    /// <summary>Deepest nesting of a body.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Null when a body of this content type can be read.</summary>
    public static string? Refuse(string? contentType)
    {
        string type = (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        bool known = type is "" or "text/plain" or "application/x-www-form-urlencoded" || type.StartsWith("application/json", StringComparison.Ordinal);
        return known ? null : $"Content-Type \"{RequestCheck.Shown(type)}\" is not supported; send the request as application/json";
    }

    /// <summary>The bytes; throws <see cref="BadHttpRequestException"/> with status 413 when there are too many.</summary>
    public static async Task<byte[]> BytesAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        using MemoryStream bytes = new((int)(request.ContentLength ?? 0));
        byte[] part = new byte[16384];
        for (int count = await request.Body.ReadAsync(part, cancellationToken); count > 0; count = await request.Body.ReadAsync(part, cancellationToken))
        {
            bytes.Write(part, 0, count);
            if (bytes.Length > limit)
            {
                throw TooLarge(limit);
            }
        }

        return bytes.ToArray();
    }

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

    private static BadHttpRequestException TooLarge(long limit) =>
        new($"the request body is too large: the limit is {limit} bytes; send less in one call", StatusCodes.Status413PayloadTooLarge);
}
