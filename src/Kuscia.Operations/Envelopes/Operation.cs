using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kuscia.Operations.Envelopes;

/// <summary>One operation of an API with its names on the wire. A transport gets it with its types through <see cref="Adapt"/>.</summary>
public abstract class Operation
{
    private protected Operation(string path, MethodDescriptor? method, MessageDescriptor request)
    {
        Path = path;
        Method = method;
        Request = request;
    }

    /// <summary>Path of the POST.</summary>
    public string Path { get; }

    /// <summary>The gRPC method; null for an operation of HTTP alone.</summary>
    public MethodDescriptor? Method { get; }

    /// <summary>What callers may send.</summary>
    public MessageDescriptor Request { get; }

    /// <summary>True when the answer is a stream of messages.</summary>
    public abstract bool IsStream { get; }

    /// <summary>Hands the operation to a transport.</summary>
    public abstract T Adapt<T>(IOperationAdapter<T> adapter);

    /// <summary>An operation that answers at once.</summary>
    /// <param name="path">Path of the POST.</param>
    /// <param name="service">The gRPC service; null when there is none.</param>
    /// <param name="codes">What refusals of the Kubernetes API are called.</param>
    /// <param name="handler">Runs it. A reply without a status is a success.</param>
    /// <param name="method">Name of the gRPC method; default the first one of the service that takes the request.</param>
    public static Operation Create<TRequest, TReply>(
        string path, ServiceDescriptor? service, FailureCodes codes, Func<TRequest, Caller, CancellationToken, Task<TReply>> handler, string? method = null)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        new Operation<TRequest, TReply>(path, MethodOf<TRequest, TReply>(service, method), codes, handler);

    /// <summary>An operation that streams.</summary>
    /// <param name="path">Path of the POST.</param>
    /// <param name="service">The gRPC service.</param>
    /// <param name="handler">Runs it.</param>
    public static Operation CreateStream<TRequest, TReply>(string path, ServiceDescriptor service, Func<TRequest, Caller, MessageSend<TReply>, CancellationToken, Task> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        new StreamOperation<TRequest, TReply>(path, MethodOf<TRequest, TReply>(service, null), handler);

    private static MethodDescriptor? MethodOf<TRequest, TReply>(ServiceDescriptor? service, string? name)
        where TRequest : IMessage<TRequest>, new()
        where TReply : IMessage<TReply>, new()
    {
        if (service is null)
        {
            return null;
        }

        MessageDescriptor request = new TRequest().Descriptor;
        MessageDescriptor reply = new TReply().Descriptor;
        return service.Methods.FirstOrDefault(m => m.InputType == request && m.OutputType == reply && (name is null || m.Name == name))
            ?? throw new ArgumentException($"{service.FullName} has no method {name} from {request.Name} to {reply.Name}", nameof(service));
    }
}
