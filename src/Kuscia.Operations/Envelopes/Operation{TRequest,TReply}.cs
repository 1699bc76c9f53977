using Google.Protobuf;
using Google.Protobuf.Reflection;
using Kuscia.Client.Resources;

namespace Kuscia.Operations.Envelopes;

/// <summary>One operation that answers at once.</summary>
public sealed class Operation<TRequest, TReply> : Operation
    where TRequest : class, IMessage<TRequest>, new()
    where TReply : class, IMessage<TReply>, new()
{
    private readonly FailureCodes _codes;
    private readonly Func<TRequest, Caller, CancellationToken, Task<TReply>> _handler;

    internal Operation(string path, MethodDescriptor? method, FailureCodes codes, Func<TRequest, Caller, CancellationToken, Task<TReply>> handler)
        : base(path, method, new TRequest().Descriptor)
    {
        _codes = codes;
        _handler = handler;
    }

    /// <inheritdoc/>
    public override bool IsStream => false;

    /// <inheritdoc/>
    public override T Adapt<T>(IOperationAdapter<T> adapter) => adapter.Adapt(this);

    /// <summary>Runs it; failures that were foreseen are a status of the reply.</summary>
    /// <exception cref="RequestFaultException">The request breaks a rule of the operation.</exception>
    public async Task<TReply> RunAsync(TRequest request, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            return Outcome.Completed(await _handler(request, caller, cancellationToken));
        }
        catch (OperationFaultException e)
        {
            return Failed(e.Code, e.Message);
        }
        catch (ResourceException e)
        {
            return Failed(_codes.Of(e), e.Message);
        }
        catch (HttpRequestException e)
        {
            return Failed(_codes.Otherwise, $"the Kubernetes API of this node does not answer: {e.Message}");
        }
    }

    private static TReply Failed(int code, string message) => Outcome.Reply<TReply>(Outcome.Failure(code, message));
}
