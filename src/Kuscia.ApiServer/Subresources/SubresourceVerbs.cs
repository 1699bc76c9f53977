using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Requests;

namespace Kuscia.ApiServer.Subresources;

/// <summary>POST to subresources: bind and evict pods, ask for service-account tokens.</summary>
internal sealed class SubresourceVerbs(PodBinding binding, PodEviction eviction, TokenRequests tokens)
{
    /// <summary>Runs the subresource and returns its answer.</summary>
    public Task<JsonObject> PostAsync(ResourceCall call, JsonObject body, CancellationToken cancellationToken) => (call.Kind.Kind.Plural, call.Subresource) switch
    {
        ("pods", "binding") => binding.RunAsync(call, body, cancellationToken),
        ("pods", "eviction") => eviction.RunAsync(call, body, cancellationToken),
        ("serviceaccounts", "token") => tokens.RunAsync(call, body, cancellationToken),
        _ => throw ApiErrors.NoSuchResource(),
    };

    /// <summary>The answer of a call that succeeded and has nothing to show.</summary>
    internal static JsonObject Success(int code) =>
        new() { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = code };
}
