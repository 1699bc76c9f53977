using Google.Protobuf;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Forwarding;

/// <summary>Makes of an operation that only checks its request one that then lets the master answer.</summary>
/// <param name="master">The API of the master.</param>
internal sealed class ForwardedOperations(MasterApi master) : IOperationAdapter<Operation>
{
    /// <inheritdoc/>
    public Operation Adapt<TRequest, TReply>(Operation<TRequest, TReply> operation)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        Operation.Create<TRequest, TReply>(
            operation.Path,
            operation.Method?.Service,
            ErrorCodes.MasterFailed,
            async (request, caller, cancellationToken) =>
                await RefusalAsync(operation, request, caller, cancellationToken) ?? await master.CallAsync<TReply>(operation.Path, request, cancellationToken),
            operation.Method?.Name);

    /// <inheritdoc/>
    public Operation Adapt<TRequest, TReply>(StreamOperation<TRequest, TReply> operation)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        Operation.CreateStream<TRequest, TReply>(
            operation.Path,
            operation.Method?.Service ?? throw new ArgumentException($"{operation.Path} has no gRPC method", nameof(operation)),
            (request, _, send, cancellationToken) => master.StreamAsync<TReply>(operation.Path, request, message => send(WithoutSilence(message), cancellationToken), cancellationToken));

    // A request that is wrong ends here, as it would on a node with a store; one that is right reaches for the store.
    private static async Task<TReply?> RefusalAsync<TRequest, TReply>(Operation<TRequest, TReply> operation, TRequest request, Caller caller, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new()
    {
        try
        {
            TReply reply = await operation.RunAsync(request, caller, cancellationToken);
            return Outcome.IsSuccess(reply) ? null : reply;
        }
        catch (StoreReachedException)
        {
            return null;
        }
    }

    // A heartbeat only says that the stream stands.
    private static TReply? WithoutSilence<TReply>(TReply message)
        where TReply : class => message is WatchJobEventResponse { Type: EventType.Heartbeat } ? null : message;
}
