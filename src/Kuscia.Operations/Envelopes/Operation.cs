using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Runtime.Client;

namespace Kuscia.Operations.Envelopes;

/// <summary>Runs one operation: a read request in, the bytes of the reply out.</summary>
public delegate Task<byte[]> OperationRun(JsonObject request, Caller caller, CancellationToken cancellationToken);

/// <summary>Sends one message of a streamed answer.</summary>
public delegate Task MessageSend(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

/// <summary>Runs one operation whose answer is a stream of messages.</summary>
public delegate Task StreamRun(JsonObject request, Caller caller, MessageSend send, CancellationToken cancellationToken);

/// <summary>One operation of an API under its path; it answers at once or streams.</summary>
public sealed class Operation
{
    private Operation(string path, OperationRun? run, StreamRun? stream)
    {
        Path = path;
        Run = run;
        Stream = stream;
    }

    /// <summary>Path of the POST.</summary>
    public string Path { get; }

    /// <summary>Set unless the operation streams.</summary>
    public OperationRun? Run { get; }

    /// <summary>Set when the operation streams.</summary>
    public StreamRun? Stream { get; }

    /// <summary>An operation with a result.</summary>
    public static Operation Create<TRequest, TData>(
        string path, JsonSerializerContext contracts, FailureCodes codes, Func<TRequest, Caller, CancellationToken, Task<Reply<TData>>> handler)
        where TRequest : class
        where TData : class =>
        Create(path, contracts, codes, status => new Reply<TData> { Status = status }, handler);

    /// <summary>An operation without a result.</summary>
    public static Operation Create<TRequest>(
        string path, JsonSerializerContext contracts, FailureCodes codes, Func<TRequest, Caller, CancellationToken, Task<Reply>> handler)
        where TRequest : class =>
        Create(path, contracts, codes, status => new Reply { Status = status }, handler);

    /// <summary>An operation with an envelope of its own.</summary>
    public static Operation Create<TRequest, TReply>(
        string path, JsonSerializerContext contracts, FailureCodes codes, Func<ReplyStatus, TReply> failed, Func<TRequest, Caller, CancellationToken, Task<TReply>> handler)
        where TRequest : class
        where TReply : class
    {
        JsonTypeInfo<TRequest> request = Contract<TRequest>(contracts);
        JsonTypeInfo<TReply> reply = Contract<TReply>(contracts);
        return new Operation(
            path,
            async (body, caller, cancellationToken) =>
            {
                TRequest message = RequestReader.Read(body, request, contracts);
                return EnvelopeJson.Bytes(await GuardAsync(message, caller, codes, failed, handler, cancellationToken), reply);
            },
            null);
    }

    /// <summary>An operation that streams.</summary>
    public static Operation CreateStream<TRequest>(string path, JsonSerializerContext contracts, Func<TRequest, Caller, MessageSend, CancellationToken, Task> handler)
        where TRequest : class
    {
        JsonTypeInfo<TRequest> request = Contract<TRequest>(contracts);
        return new Operation(path, null, (body, caller, send, cancellationToken) => handler(RequestReader.Read(body, request, contracts), caller, send, cancellationToken));
    }

    private static async Task<TReply> GuardAsync<TRequest, TReply>(
        TRequest message, Caller caller, FailureCodes codes, Func<ReplyStatus, TReply> failed, Func<TRequest, Caller, CancellationToken, Task<TReply>> handler,
        CancellationToken cancellationToken)
    {
        try
        {
            return await handler(message, caller, cancellationToken);
        }
        catch (OperationFaultException e)
        {
            return failed(new ReplyStatus { Code = e.Code, Message = e.Message });
        }
        catch (ResourceException e)
        {
            return failed(new ReplyStatus { Code = codes.Of(e), Message = e.Message });
        }
        catch (HttpRequestException e)
        {
            return failed(new ReplyStatus { Code = codes.Otherwise, Message = $"the Kubernetes API of this node does not answer: {e.Message}" });
        }
    }

    private static JsonTypeInfo<T> Contract<T>(JsonSerializerContext contracts) =>
        contracts.GetTypeInfo(typeof(T)) as JsonTypeInfo<T> ?? throw new NotSupportedException($"no contract for {typeof(T)}");
}
