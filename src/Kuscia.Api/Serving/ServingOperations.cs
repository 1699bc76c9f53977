using Kuscia.Api.Messages;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Serving;

/// <summary>Long-running services. No controller of this version runs them, so every call says so instead of storing what nothing would act on.</summary>
internal static class ServingOperations
{
    private const string Prefix = "/api/v1/serving/";

    public static IEnumerable<Operation> All()
    {
        // The codes follow each other in this order.
        string[] paths = ["create", "query", "status/batchQuery", "update", "delete"];
        return paths.Select((path, index) => Operation.Create<NoRequest>(Prefix + path, ApiJsonContext.Default, ErrorCodes.CreateServing + index, (_, _, _) => RefuseAsync(index)));
    }

    private static Task<Reply> RefuseAsync(int index) => Task.FromResult(Replies.Fail(
        ErrorCodes.CreateServing + index,
        "serving is not available in this version: nothing on this node runs a KusciaDeployment; submit a job (/api/v1/job/create), or call a node that serves"));
}
