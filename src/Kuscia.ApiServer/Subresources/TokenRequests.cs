using System.Text.Json.Nodes;
using Kuscia.ApiServer.Access;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Server;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Subresources;

/// <summary><c>serviceaccounts/NAME/token</c>: issues a bearer token for a service account.</summary>
internal sealed class TokenRequests(ResourceStore store, ServiceAccountTokens tokens, TimeProvider time)
{
    private const long DefaultSeconds = 3600;
    private const long MinSeconds = 600;
    private const long MaxSeconds = 3650L * 24 * 3600;

    /// <summary>The request with the token in its status.</summary>
    public async Task<JsonObject> RunAsync(ResourceCall call, JsonObject body, CancellationToken cancellationToken)
    {
        StoredObject account = await store.RequireAsync(call.Kind, call.Namespace, call.Name, cancellationToken);
        JsonObject spec = body["spec"] as JsonObject ?? [];
        long seconds = spec.Number("expirationSeconds") ?? DefaultSeconds;
        if (seconds < MinSeconds || seconds > MaxSeconds)
        {
            string why = seconds < MinSeconds ? "may not specify a duration less than 10 minutes" : "may not specify a duration larger than 3650 days";
            throw ApiErrors.Invalid("authentication.k8s.io", "TokenRequest", "", [StatusCause.Invalid("spec.expirationSeconds", $"{seconds}", why)]);
        }

        IReadOnlyList<string> audiences = spec.Texts("audiences");
        (string token, DateTimeOffset expires) = tokens.Issue(account, audiences, TimeSpan.FromSeconds(seconds));
        IReadOnlyList<string> named = audiences.Count > 0 ? audiences : [ServiceAccountTokens.Issuer];
        return new JsonObject
        {
            ["kind"] = "TokenRequest",
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = account.Name,
                ["namespace"] = account.Namespace,
                ["creationTimestamp"] = KubernetesTimeConverter.ToText(time.GetUtcNow()),
            },
            ["spec"] = new JsonObject
            {
                ["audiences"] = new JsonArray([.. named.Select(a => (JsonNode)a)]),
                ["expirationSeconds"] = seconds,
                ["boundObjectRef"] = null,
            },
            ["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = KubernetesTimeConverter.ToText(expires) },
        };
    }
}
