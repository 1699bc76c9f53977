using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kuscia.ApiServer.Discovery;

/// <summary>A document that never changes while the server runs: its bytes and their hash. Immutable.</summary>
internal sealed class CachedDocument
{
    /// <summary>A document of the given bytes.</summary>
    public CachedDocument(byte[] body, string contentType)
    {
        Body = body;
        ContentType = contentType;
        Hash = Convert.ToHexString(SHA256.HashData(body));
    }

    /// <summary>The bytes to be sent.</summary>
    public byte[] Body { get; }

    /// <summary>Their media type.</summary>
    public string ContentType { get; }

    /// <summary>SHA-256 of the bytes in upper-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>A JSON document.</summary>
    public static CachedDocument Json(JsonNode json, string contentType = "application/json") => new(JsonText.ToUtf8(json), contentType);

    /// <summary>Answers 200 with the document, or 304 when the client has it already.</summary>
    public async Task WriteAsync(HttpContext context, CancellationToken cancellationToken)
    {
        HttpResponse response = context.Response;
        string tag = $"\"{Hash}\"";
        response.Headers.ETag = tag;
        response.Headers.Vary = HeaderNames.Accept;
        if (response.Headers.CacheControl.Count == 0)
        {
            response.Headers.CacheControl = "no-cache, private";
        }

        if (context.Request.Headers.IfNoneMatch.Contains(tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = ContentType;
        response.Headers.ContentLength = Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(Body, cancellationToken);
        }
    }

    /// <summary>The path without its last slash; the root stays a slash.</summary>
    public static string PathOf(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        return path.Length > 1 && path.EndsWith('/') ? path[..^1] : path;
    }

    /// <summary>True for the methods that read.</summary>
    public static bool IsRead(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
}
