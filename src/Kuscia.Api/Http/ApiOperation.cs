using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Api.Messages;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Http;

/// <summary>One operation of the API under its path: reads the request, runs it, writes the reply.</summary>
internal sealed class ApiOperation
{
    private readonly Func<JsonObject, CancellationToken, Task<byte[]>> _run;

    private ApiOperation(string path, Func<JsonObject, CancellationToken, Task<byte[]>> run)
    {
        Path = path;
        _run = run;
    }

    public string Path { get; }

    public static ApiOperation Create<TRequest, TReply>(
        string path, JsonTypeInfo<TRequest> request, JsonTypeInfo<TReply> reply, Func<TRequest, CancellationToken, Task<TReply>> handler)
        where TRequest : class =>
        new(path, async (body, cancellationToken) =>
        {
            RequestNormalizer.Normalize(body, request, ApiJsonContext.Default);
            TRequest message = body.Deserialize(request) ?? throw new JsonException("the request is empty");
            return JsonSerializer.SerializeToUtf8Bytes(await handler(message, cancellationToken), reply);
        });

    public Task<byte[]> RunAsync(JsonObject body, CancellationToken cancellationToken) => _run(body, cancellationToken);
}
