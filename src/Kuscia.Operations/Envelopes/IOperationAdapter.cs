using Google.Protobuf;

namespace Kuscia.Operations.Envelopes;

/// <summary>A transport of operations: makes of each what it serves.</summary>
/// <typeparam name="T">What is served.</typeparam>
public interface IOperationAdapter<T>
{
    /// <summary>Takes up an operation that answers at once.</summary>
    T Adapt<TRequest, TReply>(Operation<TRequest, TReply> operation)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new();

    /// <summary>Takes up an operation that streams.</summary>
    T Adapt<TRequest, TReply>(StreamOperation<TRequest, TReply> operation)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new();
}
