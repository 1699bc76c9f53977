using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Tests;

/// <summary>Who may do everything in one namespace reaches nothing outside it, by whatever verb and form of path.</summary>
public sealed class ScopeTests
{
    private const string Everything = """{"metadata":{"name":"all"},"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}""";
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";

    private static readonly string[] Verbs = ["GET", "GET watch", "POST", "PUT", "PATCH json", "PATCH merge", "PATCH apply", "DELETE", "HEAD", "OPTIONS"];

    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Forbidden, HttpStatusCode.NotFound];

    [Fact]
    public async Task Cluster_objects_are_out_of_reach_from_a_namespace()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient partner = await OwnerOfAsync(server, "mine");
        KindDescriptor[] kinds = [.. BuiltInKinds.CreateCatalog().All.Where(k => !k.Kind.Namespaced && !IsForEverybody(k))];

        Assert.Empty(await AllowedAsync(partner, kinds.SelectMany(ClusterPaths)));
    }

    [Fact]
    public async Task Objects_of_other_namespaces_are_out_of_reach()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient partner = await OwnerOfAsync(server, "mine");
        KindDescriptor[] kinds = [.. BuiltInKinds.CreateCatalog().All.Where(k => k.Kind.Namespaced)];

        Assert.Empty(await AllowedAsync(partner, kinds.SelectMany(ForeignPaths)));
    }

    [Fact]
    public async Task The_own_Namespace_object_is_within_reach_of_a_namespaced_role()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient partner = await OwnerOfAsync(server, "mine");

        Assert.Equal(HttpStatusCode.OK, (await partner.GetJsonAsync("/api/v1/namespaces/mine")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await partner.GetJsonAsync("/api/v1/namespaces/other")).Status);
    }

    [Fact]
    public async Task An_administrator_is_told_that_nothing_is_served_there()
    {
        await using TestServer server = await TestServer.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await server.Admin.GetJsonAsync("/api/v1/namespaces/default/namespaces/default")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Admin.GetJsonAsync("/api/v1/namespaces/default/nodes")).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.Admin.SendJsonAsync("POST", "/api/v1/watch/namespaces/default/configmaps", """{"metadata":{"name":"m"}}""")).Status);
    }

    [Fact]
    public async Task A_review_within_a_namespace_is_about_that_namespace()
    {
        await using TestServer server = await TestServer.StartAsync();
        const string Spec = """{"spec":{"user":"jane","resourceAttributes":{"namespace":"other","verb":"get","resource":"pods"}}}""";

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("POST", "/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews", Spec);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("must match metadata.namespace", body.Text("message")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_named_like_a_resource_does_not_make_its_roles_bindings()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient partner = await OwnerOfAsync(server, "evil-rolebindings");
        const string Forged = """
            {"metadata":{"name":"r"},"rules":[],"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
             "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"mallory"}]}
            """;
        using HttpClient mallory = server.As("mallory");

        await partner.SendJsonAsync("POST", $"{Rbac}/namespaces/evil-rolebindings/roles?fieldValidation=Ignore", Forged);

        Assert.Equal(HttpStatusCode.Forbidden, (await mallory.GetJsonAsync("/api/v1/nodes")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await mallory.GetJsonAsync("/api/v1/namespaces/evil-rolebindings/pods")).Status);
    }

    [Fact]
    public async Task Nobody_binds_a_role_that_does_not_exist()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient binder = server.As("binder");
        await server.Admin.SendJsonAsync("POST", $"{Rbac}/clusterroles", """{"metadata":{"name":"b"},"rules":[{"apiGroups":["rbac.authorization.k8s.io"],"resources":["rolebindings"],"verbs":["create"]}]}""");
        await server.Admin.SendJsonAsync("POST", $"{Rbac}/clusterrolebindings",
            """{"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"b"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"binder"}]}""");

        (HttpStatusCode status, JsonObject body) = await binder.SendJsonAsync("POST", $"{Rbac}/namespaces/default/rolebindings",
            """{"metadata":{"name":"x"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"later"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"binder"}]}""");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("roles.rbac.authorization.k8s.io \"later\" not found", body.Text("message"));
    }

    [Theory]
    [InlineData("rolebindings", """ "roleRef":{"apiGroup":"x.y","kind":"Role","name":"r"},"subjects":[] """, "roleRef.apiGroup: Unsupported value: \"x.y\"")]
    [InlineData("rolebindings", """ "roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","apiGroup":"x.y","name":"u"}] """, "subjects[0].apiGroup: Unsupported value: \"x.y\"")]
    [InlineData("rolebindings", """ "roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"ServiceAccount","apiGroup":"x.y","name":"u","namespace":"default"}] """, "subjects[0].apiGroup: Unsupported value: \"x.y\"")]
    [InlineData("clusterrolebindings", """ "roleRef":{"kind":"ClusterRole","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"u"}] """, "subjects[0].namespace: Required value")]
    public async Task A_binding_names_roles_and_subjects_of_kinds_that_exist(string plural, string members, string fault)
    {
        await using TestServer server = await TestServer.StartAsync();
        string path = plural == "rolebindings" ? $"{Rbac}/namespaces/default/rolebindings" : $"{Rbac}/clusterrolebindings";

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("POST", path, $$$"""{"metadata":{"name":"x"},{{{members}}}}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(fault, body.Text("message")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/namespaces/default/configmaps/new?fieldManager=m", "configmaps", "", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"new"}}""")]
    [InlineData("PUT", "/apis/coordination.k8s.io/v1/namespaces/default/leases/new", "leases", "coordination.k8s.io", """{"metadata":{"name":"new"}}""")]
    public async Task Making_an_object_by_another_verb_needs_the_right_to_create(string method, string path, string resource, string group, string body)
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient writer = server.As("writer");
        await server.Admin.SendJsonAsync("POST", $"{Rbac}/namespaces/default/roles",
            $$$"""{"metadata":{"name":"w"},"rules":[{"apiGroups":["{{{group}}}"],"resources":["{{{resource}}}"],"verbs":["get","update","patch"]}]}""");
        await server.Admin.SendJsonAsync("POST", $"{Rbac}/namespaces/default/rolebindings",
            """{"metadata":{"name":"w"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"w"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"writer"}]}""");

        (HttpStatusCode status, JsonObject answer) = await writer.SendJsonAsync(method, path, body, method == "PATCH" ? "application/apply-patch+yaml" : "application/json");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains($"cannot create resource \"{resource}\"", answer.Text("message")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cross-domain")]
    [InlineData("default")]
    [InlineData("kube-system")]
    [InlineData("kube-x")]
    [InlineData("master")]
    [InlineData("a.b")]
    public async Task A_Domain_is_not_named_like_the_system(string name)
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("POST", "/apis/kuscia.secretflow/v1alpha1/domains", $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{}}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains($"domain id '{name}'", body.Text("message")!, StringComparison.Ordinal);
    }

    private static IEnumerable<string> ClusterPaths(KindDescriptor kind)
    {
        string root = Root(kind);
        string plural = kind.Kind.Plural;
        return
        [
            $"{root}/{plural}", $"{root}/{plural}/default", $"{root}/{plural}/default/status", $"{root}/watch/{plural}", $"{root}/watch/{plural}/default",
            $"{root}/namespaces/mine/{plural}", $"{root}/namespaces/mine/{plural}/default", $"{root}/namespaces/mine/{plural}/mine", $"{root}/namespaces/mine/{plural}/default/status",
            $"{root}/namespaces/mine/{plural}/default/finalize", $"{root}/namespaces/mine/{plural}/default/token/x",
            $"{root}/watch/namespaces/mine/{plural}", $"{root}/watch/namespaces/mine/{plural}/default", $"{root}//namespaces//mine//{plural}",
            $"{root}/namespaces/mine/{plural}?fieldSelector=metadata.name%3Dmine",
        ];
    }

    private static IEnumerable<string> ForeignPaths(KindDescriptor kind)
    {
        string root = Root(kind);
        string plural = kind.Kind.Plural;
        return
        [
            $"{root}/{plural}", $"{root}/{plural}/x", $"{root}/watch/{plural}", $"{root}/namespaces/other/{plural}", $"{root}/namespaces/other/{plural}/x",
            $"{root}/namespaces/other/{plural}/x/status", $"{root}/namespaces/other/{plural}/x/log", $"{root}/watch/namespaces/other/{plural}", $"{root}/watch/namespaces/other/{plural}/x",
            $"{root}/namespaces/MINE/{plural}", $"{root}/namespaces/mine%2F..%2Fother/{plural}", $"{root}/{plural}?fieldSelector=metadata.namespace%3Dmine",
        ];
    }

    private static bool IsForEverybody(KindDescriptor kind) => kind.Kind.Kind.StartsWith("Self", StringComparison.Ordinal);

    private static string Root(KindDescriptor kind) => kind.Kind.Group.Length == 0 ? "/api/v1" : $"/apis/{kind.Kind.ApiVersion}";

    private static async Task<HttpClient> OwnerOfAsync(TestServer server, string @namespace)
    {
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"other"}}""");
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{@namespace}}}"}}""");
        await server.Admin.SendJsonAsync("POST", $"{Rbac}/namespaces/{@namespace}/roles", Everything);
        await server.Admin.SendJsonAsync("POST", $"{Rbac}/namespaces/{@namespace}/rolebindings",
            """{"metadata":{"name":"all"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"all"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"partner"}]}""");
        return server.As("partner");
    }

    private static async Task<IReadOnlyList<string>> AllowedAsync(HttpClient partner, IEnumerable<string> paths)
    {
        List<string> allowed = new();
        foreach (string path in paths)
        {
            foreach (string verb in Verbs)
            {
                HttpStatusCode status = await TryAsync(partner, verb, path);
                if (!Refusals.Contains(status))
                {
                    allowed.Add($"{verb} {path}: {(int)status}");
                }
            }
        }

        return allowed;
    }

    private static async Task<HttpStatusCode> TryAsync(HttpClient partner, string verb, string path)
    {
        string[] parts = verb.Split(' ');
        string query = parts is ["GET", "watch"] ? "watch=true&timeoutSeconds=1" : parts is ["PATCH", "apply"] ? "fieldManager=m" : "";
        string target = query.Length == 0 ? path : path.Contains('?', StringComparison.Ordinal) ? $"{path}&{query}" : $"{path}?{query}";
        string type = parts switch
        {
            ["PATCH", "json"] => "application/json-patch+json",
            ["PATCH", "merge"] => "application/merge-patch+json",
            ["PATCH", "apply"] => "application/apply-patch+yaml",
            _ => "application/json",
        };
        string? body = parts[0] is "GET" or "HEAD" or "OPTIONS" ? null : type == "application/json-patch+json" ? "[]" : "{}";
        return (await partner.SendJsonAsync(parts[0], target, body, type)).Status;
    }
}
