using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Resources;
using Kuscia.Hosting.Listeners;
using Kuscia.Model.Descriptors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kuscia.ApiServer.Formats;

/// <summary>A request body as JSON.</summary>
/// <param name="Value">The object; null for an empty body.</param>
/// <param name="Duplicates">Members that were given twice.</param>
internal sealed record RequestBody(JsonNode? Value, IReadOnlyList<string> Duplicates);

/// <summary>Reads request bodies: JSON, YAML and what the decoders know, up to a limit.</summary>
internal sealed class BodyReader(IReadOnlyList<IBodyDecoder> decoders, long limit)
{
    private const string Patch = "patch";
    private const string CutShort = "unexpected end of JSON input";

    /// <summary>The object of a create, update or subresource call; throws for an empty one.</summary>
    public async Task<(JsonObject Value, IReadOnlyList<string> Duplicates)> ObjectAsync(HttpContext context, KindDescriptor? expected, string kind, CancellationToken cancellationToken)
    {
        byte[] body = await BytesAsync(context, cancellationToken);
        string media = Media(context.Request, "application/json");
        if (decoders.FirstOrDefault(d => d.MediaType == media) is IBodyDecoder decoder)
        {
            return (decoder.Decode(body, expected), []);
        }

        RequestBody parsed = Parse(body, media, kind);
        return parsed.Value is JsonObject value
            ? (value, parsed.Duplicates)
            : throw Unrecognised(kind, body, body.Length == 0 ? CutShort : "an object is expected");
    }

    /// <summary>The optional options of a delete.</summary>
    public async Task<JsonObject?> OptionsAsync(HttpContext context, CancellationToken cancellationToken)
    {
        byte[] body = await BytesAsync(context, cancellationToken);
        if (body.Length == 0)
        {
            return null;
        }

        string media = Media(context.Request, "application/json");
        return decoders.FirstOrDefault(d => d.MediaType == media) is IBodyDecoder decoder
            ? decoder.Decode(body, null)
            : Parse(body, media, "DeleteOptions").Value as JsonObject;
    }

    /// <summary>A patch: JSON, or for apply YAML.</summary>
    public async Task<RequestBody> PatchAsync(HttpContext context, bool yaml, CancellationToken cancellationToken)
    {
        byte[] body = await BytesAsync(context, cancellationToken);
        return yaml && body.Length == 0 ? new RequestBody(new JsonObject(), []) : Parse(body, yaml ? "application/yaml" : "application/json", Patch);
    }

    /// <summary>The media type of a request without its parameters.</summary>
    public static string Media(HttpRequest request, string fallback)
    {
        string type = request.ContentType ?? "";
        string media = type.Split(';')[0].Trim();
        return media.Length == 0 ? fallback : media;
    }

    private static RequestBody Parse(byte[] body, string media, string kind)
    {
        List<string> duplicates = new();
        try
        {
            return media switch
            {
                "application/json" => new RequestBody(JsonText.ParseRequest(body, duplicates), duplicates),
                "application/yaml" or "application/x-yaml" or "text/yaml" => ParseYaml(body),
                _ => throw ApiErrors.UnsupportedMediaType(),
            };
        }
        catch (JsonException fault)
        {
            throw kind == Patch
                ? ApiErrors.BadRequest($"error decoding patch: {(IsCut(body) ? CutShort : fault.Message)}")
                : Unrecognised(kind, body, IsCut(body) ? CutShort : fault.Message);
        }
    }

    // JSON is YAML, but the JSON reader is quicker and knows duplicates.
    private static RequestBody ParseYaml(byte[] body)
    {
        List<string> duplicates = new();
        return body.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{', ..]
            ? new RequestBody(JsonText.ParseRequest(body, duplicates), duplicates)
            : new RequestBody(YamlText.Parse(Encoding.UTF8.GetString(body)), []);
    }

    // A body that opens more than it closes was cut short.
    private static bool IsCut(byte[] body)
    {
        Utf8JsonReader reader = new(body, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 128 }));
        try
        {
            while (reader.Read())
            {
            }

            return reader.BytesConsumed < body.Length || reader.CurrentDepth > 0 || body.Length == 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task<byte[]> BytesAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > limit)
        {
            LetTheRestGo(context);
            throw ApiErrors.TooLarge(limit);
        }

        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadOrGiveUpAsync(cancellationToken);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                LetTheRestGo(context);
                throw ApiErrors.TooLarge(limit);
            }

            if (read.IsCompleted)
            {
                byte[] body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // A connection that is closed while the client still sends is reset, and the answer with it: behind the answer the server reads on for some seconds and drops it.
    private static void LetTheRestGo(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    private static ApiStatusException Unrecognised(string kind, byte[] body, string why)
    {
        string shown = body.Length == 0 ? "<empty>" : Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 30)) + (body.Length > 30 ? " ..." : "");
        return ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: {why} ({shown})");
    }
}
