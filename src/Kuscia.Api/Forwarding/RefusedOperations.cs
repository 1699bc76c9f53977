using Google.Protobuf;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Forwarding;

/// <summary>Makes of an operation one that a lite does not offer.</summary>
internal sealed class RefusedOperations : IOperationAdapter<Operation>
{
    private const string Refusal = "kuscia lite api not support this interface now";

    /// <inheritdoc/>
    public Operation Adapt<TRequest, TReply>(Operation<TRequest, TReply> operation)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        Operation.Create<TRequest, TReply>(
            operation.Path, operation.Method?.Service, ErrorCodes.NotOnLite, (_, _, _) => throw new OperationFaultException(ErrorCodes.NotOnLite, Refusal), operation.Method?.Name);

    /// <inheritdoc/>
    public Operation Adapt<TRequest, TReply>(StreamOperation<TRequest, TReply> operation)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() => throw new ArgumentException($"{operation.Path} is a stream, which every node offers", nameof(operation));
}
