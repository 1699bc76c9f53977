using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.DataMesh.Messages;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.DataMesh.Http;

/// <summary>One operation under its path: reads the request, runs it, writes the reply.</summary>
internal sealed record MeshOperation(string Path, Func<JsonObject, CancellationToken, Task<byte[]>> Run)
{
    public static MeshOperation Create<TRequest, TReply>(
        string path, JsonTypeInfo<TRequest> request, JsonTypeInfo<TReply> reply, Func<TRequest, CancellationToken, Task<TReply>> handler)
        where TRequest : class =>
        new(path, async (body, cancellationToken) =>
        {
            RequestNormalizer.Normalize(body, request, MeshJsonContext.Default);
            TRequest message = body.Deserialize(request) ?? throw new JsonException("the request is empty");
            return JsonSerializer.SerializeToUtf8Bytes(await handler(message, cancellationToken), reply);
        });
}
