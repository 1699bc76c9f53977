using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.DataMesh.Http;

/// <summary>Serves the operations as <c>POST path</c>. Every result of an operation is HTTP 200; who may call is settled by the TLS handshake.</summary>
internal sealed partial class MeshEndpoint(IEnumerable<MeshOperation> operations, ILogger logger)
{
    private readonly FrozenDictionary<string, MeshOperation> _operations = operations.ToFrozenDictionary(o => o.Path, StringComparer.Ordinal);

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !_operations.TryGetValue(context.Request.Path.Value ?? "/", out MeshOperation? operation))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await WriteAsync(context, "text/plain", Encoding.UTF8.GetBytes("404 page not found"));
            return;
        }

        await WriteAsync(context, "application/json; charset=utf-8", await RunAsync(operation, context));
    }

    private async Task<byte[]> RunAsync(MeshOperation operation, HttpContext context)
    {
        try
        {
            JsonNode? body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return body is JsonObject members
                ? await operation.Run(members, context.RequestAborted)
                : Fault(ErrorCodes.Unexpected, "the request body must be a JSON object; send {} for no members");
        }
        catch (RequestFaultException e)
        {
            return Fault(e.Code, e.Message);
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException)
        {
            return Fault(ErrorCodes.Unexpected, $"the request body cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Failed(logger, operation.Path, e);
            return Fault(ErrorCodes.Unexpected, $"{operation.Path} failed: {e.Message}");
        }
    }

    private static byte[] Fault(int code, string message) => Encoding.UTF8.GetBytes(new JsonObject { ["code"] = code, ["message"] = message }.ToJsonString());

    private static async Task WriteAsync(HttpContext context, string type, byte[] body)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(5101, LogLevel.Error, "{Path} failed")]
        public static partial void Failed(ILogger logger, string path, Exception e);
    }
}
