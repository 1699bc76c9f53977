using System.Text.Json.Nodes;
using Google.Protobuf;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Operations.Json;

/// <summary>One operation in JSON: members of a request in, bytes out.</summary>
internal sealed class JsonOperation(Operation operation)
{
    /// <summary>What is served.</summary>
    public Operation Operation => operation;

    /// <summary>Runs an operation that answers at once; null for one that streams.</summary>
    public Func<JsonObject, Caller, CancellationToken, Task<byte[]>>? Run { get; private init; }

    /// <summary>Runs an operation that streams; null for one that answers at once. Empty bytes tell the caller that the stream stands.</summary>
    public Func<JsonObject, Caller, Func<ReadOnlyMemory<byte>, CancellationToken, Task>, CancellationToken, Task>? Stream { get; private init; }

    /// <summary>The JSON form of an operation.</summary>
    public static JsonOperation Of(Operation operation) => operation.Adapt(new Adapter());

    private sealed class Adapter : IOperationAdapter<JsonOperation>
    {
        public JsonOperation Adapt<TRequest, TReply>(Operation<TRequest, TReply> operation)
            where TRequest : class, IMessage<TRequest>, new()
            where TReply : class, IMessage<TReply>, new() => new(operation)
            {
                Run = async (members, caller, cancellationToken) =>
                    MessageWriter.Bytes(await operation.RunAsync(RequestReader.Read<TRequest>(members), caller, cancellationToken), JsonDialect.Answers),
            };

        public JsonOperation Adapt<TRequest, TReply>(StreamOperation<TRequest, TReply> operation)
            where TRequest : class, IMessage<TRequest>, new()
            where TReply : class, IMessage<TReply>, new() => new(operation)
            {
                Stream = (members, caller, send, cancellationToken) => operation.RunAsync(
                    RequestReader.Read<TRequest>(members),
                    caller,
                    (message, token) => send(message is null ? ReadOnlyMemory<byte>.Empty : MessageWriter.Bytes(message, JsonDialect.Streams), token),
                    cancellationToken),
            };
    }
}
