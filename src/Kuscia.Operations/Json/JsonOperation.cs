using Google.Protobuf;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Operations.Json;

/// <summary>One operation over HTTP: bytes of a request in, bytes of a reply out, both JSON or both binary protobuf.</summary>
internal sealed class JsonOperation(Operation operation)
{
    /// <summary>What is served.</summary>
    public Operation Operation => operation;

    /// <summary>Runs an operation that answers at once; null for one that streams.</summary>
    public Func<ReadOnlyMemory<byte>, BodyForm, Caller, CancellationToken, Task<byte[]>>? Run { get; private init; }

    /// <summary>The whole reply of a call that failed before its operation; null for an operation that streams.</summary>
    public Func<int, string, BodyForm, byte[]>? Fail { get; private init; }

    /// <summary>Runs an operation that streams; null for one that answers at once. Empty bytes tell the caller that the stream stands.</summary>
    public Func<ReadOnlyMemory<byte>, BodyForm, Caller, Func<ReadOnlyMemory<byte>, CancellationToken, Task>, CancellationToken, Task>? Stream { get; private init; }

    /// <summary>The form of an operation for HTTP.</summary>
    public static JsonOperation Of(Operation operation) => operation.Adapt(new Adapter());

    private static T Read<T>(ReadOnlySpan<byte> body, BodyForm form)
        where T : class, IMessage<T>, new() => form switch
        {
            BodyForm.Protobuf => new MessageParser<T>(() => new T()).WithDiscardUnknownFields(true).ParseFrom(body),
            BodyForm.None => new T(),
            _ => RequestReader.Read<T>(body),
        };

    private static byte[] Write(IMessage message, BodyForm form) => form == BodyForm.Protobuf ? message.ToByteArray() : MessageWriter.Bytes(message, JsonDialect.Answers);

    private sealed class Adapter : IOperationAdapter<JsonOperation>
    {
        public JsonOperation Adapt<TRequest, TReply>(Operation<TRequest, TReply> operation)
            where TRequest : class, IMessage<TRequest>, new()
            where TReply : class, IMessage<TReply>, new() => new(operation)
            {
                Run = async (body, form, caller, cancellationToken) => Write(await operation.RunAsync(Read<TRequest>(body.Span, form), caller, cancellationToken), form),
                Fail = (code, message, form) => Write(Outcome.Reply<TReply>(Outcome.Failure(code, message)), form),
            };

        public JsonOperation Adapt<TRequest, TReply>(StreamOperation<TRequest, TReply> operation)
            where TRequest : class, IMessage<TRequest>, new()
            where TReply : class, IMessage<TReply>, new() => new(operation)
            {
                Stream = (body, form, caller, send, cancellationToken) => operation.RunAsync(
                    form == BodyForm.Json ? RequestReader.ReadStreamed<TRequest>(body.Span) : Read<TRequest>(body.Span, form),
                    caller,
                    (message, token) => send(message is null ? ReadOnlyMemory<byte>.Empty : MessageWriter.Bytes(message, JsonDialect.Streams), token),
                    cancellationToken),
            };
    }
}
