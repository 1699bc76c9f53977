using System.Text.Json.Nodes;
using Kuscia.ApiServer.Access;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Subresources;

/// <summary><c>serviceaccounts/NAME/token</c>: issues a bearer token for a service account.</summary>
internal sealed class TokenRequests(ResourceStore store, KindCatalog catalog, ServiceAccountTokens tokens, TimeProvider time)
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
        BoundObject? bound = await BoundAsync(call, spec["boundObjectRef"] as JsonObject, cancellationToken);
        (string token, DateTimeOffset expires) = tokens.Issue(account, audiences, bound, TimeSpan.FromSeconds(seconds));
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
                ["boundObjectRef"] = spec["boundObjectRef"]?.DeepClone(),
            },
            ["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = KubernetesTimeConverter.ToText(expires) },
        };
    }

    private async Task<BoundObject?> BoundAsync(ResourceCall call, JsonObject? wanted, CancellationToken cancellationToken)
    {
        if (wanted is null)
        {
            return null;
        }

        string kind = wanted.Text("kind") ?? "";
        string name = wanted.Text("name") ?? "";
        KindDescriptor? descriptor = kind is "Pod" or "Secret" && wanted.Text("apiVersion") is null or "v1" ? catalog.Find("", "v1", kind == "Pod" ? "pods" : "secrets") : null;
        if (descriptor is null)
        {
            throw ApiErrors.BadRequest($"cannot bind token to object of type {wanted.Text("apiVersion")}, Kind={kind}: only v1 Pod and v1 Secret are supported");
        }

        StoredObject found = await store.RequireAsync(descriptor, call.Namespace, name, cancellationToken);
        return wanted.Text("uid") is string uid && uid != found.Uid
            ? throw ApiErrors.Conflict(descriptor, name, $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated")
            : new BoundObject(kind, name, found.Uid);
    }
}
