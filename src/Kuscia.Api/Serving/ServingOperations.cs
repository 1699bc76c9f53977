using Google.Protobuf;
using Google.Protobuf.Reflection;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Serving;

/// <summary>Long-running services. No controller of this version runs them, so every call says so instead of storing what nothing would act on.</summary>
internal static class ServingOperations
{
    private const string Prefix = "/api/v1/serving/";

    private static readonly ServiceDescriptor Service = ServingReflection.Descriptor.Services[0];

    // The codes follow each other in this order.
    public static IEnumerable<Operation> All() =>
    [
        Refusal<CreateServingRequest, CreateServingResponse>("create", ErrorCodes.CreateServing),
        Refusal<QueryServingRequest, QueryServingResponse>("query", ErrorCodes.CreateServing + 1),
        Refusal<BatchQueryServingStatusRequest, BatchQueryServingStatusResponse>("status/batchQuery", ErrorCodes.CreateServing + 2),
        Refusal<UpdateServingRequest, UpdateServingResponse>("update", ErrorCodes.CreateServing + 3),
        Refusal<DeleteServingRequest, DeleteServingResponse>("delete", ErrorCodes.CreateServing + 4),
    ];

    private static Operation Refusal<TRequest, TReply>(string path, int code)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        Operation.Create<TRequest, TReply>(Prefix + path, Service, code, (_, _, _) => throw new OperationFaultException(
            code, "serving is not available in this version: nothing on this node runs a KusciaDeployment; submit a job (/api/v1/job/create), or call a node that serves"));
}
