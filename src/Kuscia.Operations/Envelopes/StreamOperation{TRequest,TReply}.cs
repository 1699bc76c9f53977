using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kuscia.Operations.Envelopes;

/// <summary>Sends one message of a streamed answer; null tells the caller that the stream stands, without a message.</summary>
public delegate Task MessageSend<TReply>(TReply? message, CancellationToken cancellationToken)
    where TReply : class;

/// <summary>One operation whose answer is a stream of messages.</summary>
public sealed class StreamOperation<TRequest, TReply> : Operation
    where TRequest : class, IMessage<TRequest>, new()
    where TReply : class, IMessage<TReply>, new()
{
    private readonly Func<TRequest, Caller, MessageSend<TReply>, CancellationToken, Task> _handler;

    internal StreamOperation(string path, MethodDescriptor? method, Func<TRequest, Caller, MessageSend<TReply>, CancellationToken, Task> handler)
        : base(path, method, new TRequest().Descriptor) => _handler = handler;

    /// <inheritdoc/>
    public override bool IsStream => true;

    /// <inheritdoc/>
    public override T Adapt<T>(IOperationAdapter<T> adapter) => adapter.Adapt(this);

    /// <summary>Runs it until the stream ends.</summary>
    /// <exception cref="RequestFaultException">The request breaks a rule of the operation.</exception>
    public Task RunAsync(TRequest request, Caller caller, MessageSend<TReply> send, CancellationToken cancellationToken) => _handler(request, caller, send, cancellationToken);
}
