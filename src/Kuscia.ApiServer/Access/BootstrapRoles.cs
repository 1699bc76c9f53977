using System.Text.Json.Nodes;
using Kuscia.ApiServer.Callers;

namespace Kuscia.ApiServer.Access;

/// <summary>The ClusterRoles and bindings that exist from the first start.</summary>
internal static class BootstrapRoles
{
    private const string Api = "rbac.authorization.k8s.io";
    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];

    private static readonly string[] Workloads =
    [
        "pods", "pods/log", "pods/status", "pods/eviction", "services", "endpoints", "configmaps", "serviceaccounts", "events", "resourcequotas", "deployments",
        "deployments/status", "deployments/scale", "replicasets", "replicasets/scale", "statefulsets", "statefulsets/scale", "daemonsets", "controllerrevisions",
        "replicationcontrollers", "replicationcontrollers/scale", "persistentvolumeclaims", "limitranges", "jobs", "cronjobs", "horizontalpodautoscalers",
        "poddisruptionbudgets", "ingresses", "networkpolicies",
    ];

    private static readonly string[] WorkloadGroups = ["", "apps", "batch", "autoscaling", "policy", "networking.k8s.io"];

    /// <summary>ClusterRoles by name.</summary>
    public static IEnumerable<JsonObject> ClusterRoles()
    {
        yield return Role("cluster-admin", Rule(["*"], ["*"], ["*"]), Paths(["*"], ["*"]));
        yield return Role("admin", Rule([.. Read, .. Write], WorkloadGroups, [.. Workloads, "secrets"]), Rule([.. Read, .. Write], [Api], ["roles", "rolebindings"]),
            Rule(["create"], [""], ["serviceaccounts/token"]));
        yield return Role("edit", Rule([.. Read, .. Write], WorkloadGroups, [.. Workloads, "secrets"]));
        yield return Role("view", Rule(Read, WorkloadGroups, Workloads), Rule(Read, [""], ["namespaces"]));
        yield return Role("system:basic-user",
            Rule(["create"], ["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
            Rule(["create"], ["authentication.k8s.io"], ["selfsubjectreviews"]));
        yield return Role("system:discovery", Paths(["get"],
            ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"]));
        yield return Role("system:public-info-viewer", Paths(["get"], ["/healthz", "/livez", "/readyz", "/version", "/version/"]));
        yield return Role("system:service-account-issuer-discovery", Paths(["get"],
            ["/.well-known/openid-configuration", "/.well-known/openid-configuration/", "/openid/v1/jwks", "/openid/v1/jwks/"]));
    }

    /// <summary>ClusterRoleBindings by name.</summary>
    public static IEnumerable<JsonObject> ClusterRoleBindings()
    {
        yield return Binding("cluster-admin", UserInfo.MastersGroup);
        yield return Binding("system:basic-user", UserInfo.AuthenticatedGroup);
        yield return Binding("system:discovery", UserInfo.AuthenticatedGroup);
        yield return Binding("system:service-account-issuer-discovery", "system:serviceaccounts");
        yield return Binding("system:public-info-viewer", UserInfo.AuthenticatedGroup, "system:unauthenticated");
    }

    private static JsonObject Role(string name, params JsonNode[] rules) => new()
    {
        ["apiVersion"] = $"{Api}/v1",
        ["kind"] = "ClusterRole",
        ["metadata"] = Meta(name),
        ["rules"] = new JsonArray(rules),
    };

    private static JsonObject Binding(string name, params string[] groups) => new()
    {
        ["apiVersion"] = $"{Api}/v1",
        ["kind"] = "ClusterRoleBinding",
        ["metadata"] = Meta(name),
        ["roleRef"] = new JsonObject { ["apiGroup"] = Api, ["kind"] = "ClusterRole", ["name"] = name },
        ["subjects"] = new JsonArray([.. groups.Select(g => (JsonNode)new JsonObject { ["apiGroup"] = Api, ["kind"] = "Group", ["name"] = g })]),
    };

    private static JsonObject Meta(string name) => new()
    {
        ["name"] = name,
        ["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
    };

    private static JsonObject Rule(string[] verbs, string[] groups, string[] resources) =>
        new() { ["apiGroups"] = Texts(groups), ["resources"] = Texts(resources), ["verbs"] = Texts(verbs) };

    private static JsonObject Paths(string[] verbs, string[] paths) => new() { ["nonResourceURLs"] = Texts(paths), ["verbs"] = Texts(verbs) };

    private static JsonArray Texts(string[] texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
