using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Runtime.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.Api.Http;

/// <summary>
/// Serves the operations as <c>POST path</c>: token check, JSON in, envelope out. Every business result is HTTP 200; only a missing or wrong
/// token (401) and an unknown path (404) differ.
/// </summary>
internal sealed partial class ApiEndpoint(IReadOnlyList<ApiOperation> operations, string? token, KusciaApiOptions options, TimeProvider time, ILogger logger)
{
    private readonly FrozenDictionary<string, ApiOperation> _operations = operations.ToFrozenDictionary(o => o.Path, StringComparer.Ordinal);
    private readonly byte[]? _tokenHash = token is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(token));
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public async Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        if (HttpMethods.IsGet(context.Request.Method) && path is "/version" or "/probe")
        {
            await WriteTextAsync(context, path == "/version" ? options.Version : $"ServiceName: kusciaapi, Host: {options.DomainId}, Version: {options.Version}, Uptime: {time.GetUtcNow() - _started}");
            return;
        }

        if (!IsAuthorized(context.Request.Headers["Token"]))
        {
            context.Response.StatusCode = (int)HttpStatusCode.Unauthorized;
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method) || !_operations.TryGetValue(path, out ApiOperation? operation))
        {
            context.Response.StatusCode = (int)HttpStatusCode.NotFound;
            await WriteTextAsync(context, "404 page not found");
            return;
        }

        byte[] reply = await RunAsync(operation, context);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = reply.Length;
        await context.Response.Body.WriteAsync(reply, context.RequestAborted);
    }

    private async Task<byte[]> RunAsync(ApiOperation operation, HttpContext context)
    {
        if (context.Request.ContentLength > options.MaxRequestBytes)
        {
            context.Response.StatusCode = (int)HttpStatusCode.RequestEntityTooLarge;
            return Failure(ErrorCodes.Unexpected, $"the request body is too large: {context.Request.ContentLength} bytes; the limit is {options.MaxRequestBytes}");
        }

        try
        {
            JsonNode? body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return body is JsonObject members
                ? await operation.RunAsync(members, context.RequestAborted)
                : Failure(ErrorCodes.Unexpected, "the request body must be a JSON object; send {} for no members");
        }
        catch (JsonException e)
        {
            return Failure(ErrorCodes.Unexpected, $"the request body cannot be read: {e.Message}");
        }
        catch (BadHttpRequestException e)
        {
            return Failure(ErrorCodes.Unexpected, $"the request body cannot be read: {e.Message}");
        }
        catch (ResourceException e)
        {
            return Failure(ErrorCodes.Unexpected, e.Message);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(logger, operation.Path, e);
            return Failure(ErrorCodes.Unexpected, $"{operation.Path} failed: {e.GetType().Name}; the node's log tells more");
        }
    }

    private bool IsAuthorized(string? given) =>
        _tokenHash is null || (given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _tokenHash));

    private static byte[] Failure(int code, string message) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["status"] = new JsonObject { ["code"] = code, ["message"] = message } }.ToJsonString());

    private static Task WriteTextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 8101, Level = LogLevel.Error, Message = "{Path} failed")]
        public static partial void Failed(ILogger logger, string path, Exception exception);
    }
}
