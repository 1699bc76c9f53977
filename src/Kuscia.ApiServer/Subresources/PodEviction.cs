using System.Text.Json.Nodes;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;

namespace Kuscia.ApiServer.Subresources;

/// <summary><c>pods/NAME/eviction</c>: deletes a pod with the delete options of the eviction.</summary>
internal sealed class PodEviction(DeleteVerb delete)
{
    /// <summary>Deletes the pod.</summary>
    public async Task<JsonObject> RunAsync(ResourceCall call, JsonObject body, CancellationToken cancellationToken)
    {
        DeleteOptions options = DeleteOptions.Read(body["deleteOptions"] as JsonObject, null, null, null, call.DryRun);
        await delete.RunAsync(call with { Subresource = null }, options, cancellationToken);
        return SubresourceVerbs.Success(201);
    }
}
