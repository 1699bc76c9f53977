using System.Text.Json.Nodes;
using Kuscia.Helm.Kube;

namespace KubeFate.Checks;

/// <summary>The account of the service has to be allowed to make what the chart has, and the secret that Helm keeps the release in.</summary>
internal static class RightsCheck
{
    private static readonly KubeResourceType Review = new("authorization.k8s.io/v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", false);

    public static async Task<IReadOnlyList<Finding>> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        HashSet<KubeResourceType> types = [KubeResourceType.Secret];
        foreach ((string version, string kind) in plan.Objects.Select(item => (Plan.Text(item, "apiVersion"), Plan.Text(item, "kind"))).Distinct())
        {
            if (version.Length > 0 && await plan.Cluster.FindTypeAsync(version, kind, cancellationToken) is { } type)
            {
                types.Add(type);
            }
        }

        Finding?[] found = await Task.WhenAll(types.Select(type => AskAsync(plan, type, cancellationToken)));
        return [.. found.OfType<Finding>()];
    }

    private static async Task<Finding?> AskAsync(Plan plan, KubeResourceType type, CancellationToken cancellationToken)
    {
        string group = type.ApiVersion.Contains('/') ? type.ApiVersion.Split('/')[0] : "", ns = type.Namespaced ? plan.Namespace : "";
        JsonObject question = new()
        {
            ["apiVersion"] = Review.ApiVersion,
            ["kind"] = Review.Kind,
            ["spec"] = new JsonObject { ["resourceAttributes"] = new JsonObject { ["namespace"] = ns, ["verb"] = "create", ["group"] = group, ["resource"] = type.Plural } },
        };
        try
        {
            JsonObject answer = await plan.Cluster.CreateAsync(Review, null, question, cancellationToken);
            bool allowed = answer["status"]?["allowed"]?.GetValue<bool>() ?? true;
            string place = type.Namespaced ? $" in namespace {plan.Namespace}" : "";
            return allowed ? null : new($"the account of the service may not create {type.Plural}{place}: give it the right, see rbac-config.yaml", IsFatal: true);
        }
        catch (KubeException e) when (e.Status is 403 or 404)
        {
            return null;
        }
    }
}
