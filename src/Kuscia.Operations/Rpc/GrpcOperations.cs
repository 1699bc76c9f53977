using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Kuscia.Hosting.Listeners;
using Kuscia.Operations.Envelopes;
using Kuscia.Operations.Http;
using Kuscia.Operations.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.Operations.Rpc;

/// <summary>
/// Serves operations as gRPC methods. As over HTTP a business failure is the status of a reply; only a caller who is not let in (UNAUTHENTICATED) and a stream that
/// fails (UNKNOWN with the reason) have a status of gRPC. Members of requests that the schema does not know are dropped.
/// </summary>
public sealed partial class GrpcOperations : IOperationAdapter<Action<ServerServiceDefinition.Builder>>
{
    private readonly EndpointContract _contract;
    private readonly Func<HttpContext, Caller?> _access;
    private readonly RequestLog? _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CallFaults _faults;

    private GrpcOperations(EndpointContract contract, Func<HttpContext, Caller?> access, RequestLog? log, TimeProvider time, ILogger logger)
    {
        _contract = contract;
        _access = access;
        _log = log;
        _time = time;
        _logger = logger;
        _faults = new CallFaults(contract, logger);
    }

    /// <summary>The methods of all operations that have one.</summary>
    public static ServerServiceDefinition Bind(
        IEnumerable<Operation> operations, EndpointContract contract, Func<HttpContext, Caller?> access, RequestLog? log, TimeProvider time, ILogger logger)
    {
        GrpcOperations adapter = new(contract, access, log, time, logger);
        ServerServiceDefinition.Builder methods = ServerServiceDefinition.CreateBuilder();
        foreach (Operation operation in operations.Where(o => o.Method is not null))
        {
            operation.Adapt(adapter)(methods);
        }

        return methods.Build();
    }

    /// <inheritdoc/>
    public Action<ServerServiceDefinition.Builder> Adapt<TRequest, TReply>(Operation<TRequest, TReply> operation)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        methods => methods.AddMethod(MethodOf<TRequest, TReply>(operation, MethodType.Unary), (request, context) => CallAsync(operation, request, context));

    /// <inheritdoc/>
    public Action<ServerServiceDefinition.Builder> Adapt<TRequest, TReply>(StreamOperation<TRequest, TReply> operation)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        methods => methods.AddMethod(
            MethodOf<TRequest, TReply>(operation, MethodType.ServerStreaming), (request, replies, context) => StreamAsync(operation, request, replies, context));

    private static Method<TRequest, TReply> MethodOf<TRequest, TReply>(Operation operation, MethodType type)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new()
    {
        MethodDescriptor method = operation.Method ?? throw new ArgumentException($"{operation.Path} has no gRPC method", nameof(operation));
        return new Method<TRequest, TReply>(type, method.Service.FullName, method.Name, MarshallerOf<TRequest>(), MarshallerOf<TReply>());
    }

    private static Marshaller<T> MarshallerOf<T>()
        where T : class, IMessage<T>, new()
    {
        MessageParser<T> parser = new MessageParser<T>(() => new T()).WithDiscardUnknownFields(true);
        return Marshallers.Create(Write, context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));

        static void Write(T message, SerializationContext context)
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        }
    }

    private async Task<TReply> CallAsync<TRequest, TReply>(Operation<TRequest, TReply> operation, TRequest request, ServerCallContext context)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new()
    {
        long began = _time.GetTimestamp();
        Caller caller = Admit(operation, context, began);
        TReply reply;
        try
        {
            reply = await operation.RunAsync(request, caller, context.CancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !context.CancellationToken.IsCancellationRequested)
        {
            (int code, string message) = _faults.Describe(operation, e);
            reply = Outcome.Reply<TReply>(Outcome.Failure(code, message));
        }

        Note(operation, StatusCodes.Status200OK, caller, began, request, reply);
        return reply;
    }

    private async Task StreamAsync<TRequest, TReply>(StreamOperation<TRequest, TReply> operation, TRequest request, IServerStreamWriter<TReply> replies, ServerCallContext context)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new()
    {
        long began = _time.GetTimestamp();
        Caller caller = Admit(operation, context, began);
        try
        {
            await operation.RunAsync(request, caller, SendAsync, context.CancellationToken);
        }
        catch (TimeoutException)
        {
            Log.Stalled(_logger, operation.Path, _contract.MaxStall);
            context.GetHttpContext().Abort();
        }
        catch (Exception e) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unknown, _faults.Describe(operation, e).Message));
        }
        finally
        {
            Note(operation, StatusCodes.Status200OK, caller, began, request, null);
        }

        Task SendAsync(TReply? message, CancellationToken cancellationToken) =>
            (message is null ? context.WriteResponseHeadersAsync([]) : replies.WriteAsync(message, cancellationToken)).WaitAsync(_contract.MaxStall, _time, cancellationToken);
    }

    private Caller Admit(Operation operation, ServerCallContext context, long began)
    {
        if (_access(context.GetHttpContext()) is { } caller)
        {
            context.GetHttpContext().Features.Get<ConnectionStanding>()?.Vouch();
            return caller;
        }

        Note(operation, StatusCodes.Status401Unauthorized, null, began, null, null);
        throw new RpcException(new Status(StatusCode.Unauthenticated, "the caller is not let in; send the token of the node as metadata \"token\""));
    }

    // The path of HTTP: what is kept out of the log there is kept out here.
    private void Note(Operation operation, int status, Caller? caller, long began, IMessage? request, IMessage? reply)
    {
        TimeSpan duration = _time.GetElapsedTime(began);
        OperationMetrics.Ended(operation.Path, status, duration);
        _log?.Add(new RequestLogEntry(_time.GetUtcNow(), "GRPC", operation.Path, status, duration, caller?.Domain ?? "", "", Shown(request), Shown(reply)));
    }

    private static byte[] Shown(IMessage? message) => message is null ? [] : MessageWriter.Bytes(message, JsonDialect.Answers);

    private static partial class Log
    {
        [LoggerMessage(1604, LogLevel.Warning, "The gRPC stream of {Path} was ended: its caller took nothing of it for {Stall}")]
        public static partial void Stalled(ILogger logger, string path, TimeSpan stall);
    }
}
