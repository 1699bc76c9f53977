using System.Text.Json.Nodes;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Descriptors;

/// <summary>Names, subresources and columns of the Kubernetes kinds that a node serves.</summary>
internal static class CoreKinds
{
    internal const string NoPods = "is stored, but no controller of this node acts on it: it makes no Pods and gets no status; use a KusciaJob or Pods";
    private static readonly string[] CreateOnly = ["create"];

    public static IEnumerable<KindDescriptor> All(SchemaBuilder schemas) =>
    [
        .. CoreGroup(schemas),
        .. AppsGroup(schemas),
        BuiltInKinds.Describe(schemas, Kinds.Lease, "lease") with { Columns = CoreColumns.Lease },
        Untyped(schemas, "discovery.k8s.io", "EndpointSlice", "endpointslices", true) with
        {
            Columns = CoreColumns.EndpointSlice,
        },

        // The same events as in the core group.
        Untyped(schemas, "events.k8s.io", "Event", "events", true) with
        {
            ShortNames = ["ev"],
            Verbs = ["create", "delete", "get", "list", "update", "watch"],
            Columns = CoreColumns.Event,
        },
        .. RbacGroup(schemas),
        .. Reviews(),
        Untyped(schemas, "apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", false) with
        {
            ShortNames = ["crd", "crds"],
            Categories = ["api-extensions"],
            HasStatusSubresource = true,
            Columns = CoreColumns.CreatedAt,
        },
    ];

    private static IEnumerable<KindDescriptor> CoreGroup(SchemaBuilder schemas) =>
    [
        BuiltInKinds.Describe(schemas, Kinds.ConfigMap, "configmap", "cm") with { Columns = CoreColumns.ConfigMap },
        BuiltInKinds.Describe(schemas, Kinds.Endpoints, "endpoints", "ep") with { Columns = CoreColumns.Endpoints },
        BuiltInKinds.Describe(schemas, Kinds.Event, "event", "ev") with { Columns = CoreColumns.Event },
        BuiltInKinds.Describe(schemas, Kinds.Namespace, "namespace", "ns") with
        {
            Columns = CoreColumns.Namespace,
            HasStatusSubresource = true,
            Subresources = ["finalize"],
            Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
        },
        BuiltInKinds.Describe(schemas, Kinds.Node, "node", "no") with { Columns = CoreColumns.Node, HasStatusSubresource = true },
        BuiltInKinds.Describe(schemas, Kinds.Pod, "pod", "po") with
        {
            Columns = CoreColumns.Pod,
            Categories = ["all"],
            HasStatusSubresource = true,
            Subresources = ["binding", "eviction", "log"],
        },
        BuiltInKinds.Describe(schemas, Kinds.ResourceQuota, "resourcequota", "quota") with
        {
            Columns = CoreColumns.ResourceQuota,
            HasStatusSubresource = true,
        },
        BuiltInKinds.Describe(schemas, Kinds.Secret, "secret") with { Columns = CoreColumns.Secret },
        BuiltInKinds.Describe(schemas, Kinds.ServiceAccount, "serviceaccount", "sa") with
        {
            Columns = CoreColumns.ServiceAccount,
            Subresources = ["token"],
        },
        BuiltInKinds.Describe(schemas, Kinds.Service, "service", "svc") with
        {
            Columns = CoreColumns.Service,
            Categories = ["all"],
            HasStatusSubresource = true,
        },
    ];

    private static IEnumerable<KindDescriptor> AppsGroup(SchemaBuilder schemas) =>
    [
        BuiltInKinds.Describe(schemas, Kinds.Deployment, "deployment", "deploy") with
        {
            Columns = CoreColumns.Deployment,
            Categories = ["all"],
            HasStatusSubresource = true,
            Subresources = ["scale"],
        },
        Untyped(schemas, "apps", "ReplicaSet", "replicasets", true) with
        {
            ShortNames = ["rs"],
            Columns = CoreColumns.ReplicaSet,
            Categories = ["all"],
            HasStatusSubresource = true,
            Subresources = ["scale"],
        },
    ];

    private static IEnumerable<KindDescriptor> RbacGroup(SchemaBuilder schemas) =>
    [
        BuiltInKinds.Describe(schemas, Kinds.ClusterRoleBinding, "clusterrolebinding") with { Columns = CoreColumns.Binding },
        BuiltInKinds.Describe(schemas, Kinds.ClusterRole, "clusterrole") with { Columns = CoreColumns.CreatedAt },
        BuiltInKinds.Describe(schemas, Kinds.RoleBinding, "rolebinding") with { Columns = CoreColumns.Binding },
        BuiltInKinds.Describe(schemas, Kinds.Role, "role") with { Columns = CoreColumns.CreatedAt },
    ];

    /// <summary>Kinds that are asked, never stored: their only verb is create.</summary>
    private static IEnumerable<KindDescriptor> Reviews() =>
    [
        Review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews", false),
        Review("authentication.k8s.io", "TokenReview", "tokenreviews", false),
        Review("authorization.k8s.io", "LocalSubjectAccessReview", "localsubjectaccessreviews", true),
        Review("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews", false),
        Review("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews", false),
        Review("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews", false),
    ];

    private static KindDescriptor Review(string group, string kind, string plural, bool namespaced)
    {
        ResourceKind resource = new(group, "v1", kind, plural, namespaced);
        return new KindDescriptor
        {
            Kind = resource,
            Singular = plural[..^1],
            Verbs = CreateOnly,
            Schema = BuiltInKinds.WithKind(AnyObject(), resource),
        };
    }

    internal static KindDescriptor Untyped(SchemaBuilder schemas, string group, string kind, string plural, bool namespaced, string version = "v1")
    {
        ResourceKind<JsonResource> resource = new(group, version, kind, plural, namespaced, ModelJsonContext.Default.JsonResource);
        return BuiltInKinds.Describe(schemas, resource, plural[..^1], s => s["x-kubernetes-preserve-unknown-fields"] = true, []);
    }

    private static JsonObject AnyObject() => new() { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
}
