using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.ApiServer.Tests;

public sealed class AccessTests
{
    private const string ReadMaps = """{"metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list"]}]}""";

    private const string BindPartner = """
        {"metadata":{"name":"r"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},
         "subjects":[{"kind":"ServiceAccount","name":"partner","namespace":"default"}]}
        """;

    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";

    [Fact]
    public async Task Without_credentials_only_health_and_version_answer()
    {
        await using TestServer server = await TestServer.StartAsync();

        foreach (string path in (string[])["/readyz", "/livez", "/healthz", "/version"])
        {
            Assert.Equal(HttpStatusCode.OK, (await server.Anonymous.GetJsonAsync(path)).Status);
        }

        (HttpStatusCode status, JsonObject body) = await server.Anonymous.GetJsonAsync("/api/v1/namespaces");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("namespaces is forbidden: User \"system:anonymous\" cannot list resource \"namespaces\" in API group \"\" at the cluster scope", body.Text("message"));
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Anonymous.GetJsonAsync("/metrics")).Status);
    }

    [Fact]
    public async Task A_client_certificate_of_another_authority_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("O=system:masters, CN=system:admin", key, HashAlgorithmName.SHA256);
        using X509Certificate2 foreign = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using HttpClient http = server.Http(X509CertificateLoader.LoadPkcs12(foreign.Export(X509ContentType.Pkcs12), null));

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetJsonAsync("/api/v1/namespaces")).Status);
    }

    [Fact]
    public async Task A_service_account_may_do_what_its_role_allows_from_the_moment_it_is_bound()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient partner = server.WithToken(await TokenAsync(server));

        Assert.Equal(HttpStatusCode.Forbidden, (await partner.GetJsonAsync("/api/v1/namespaces/default/configmaps")).Status);
        await server.Admin.SendJsonAsync("POST", $"{Rbac}/roles", ReadMaps);
        await server.Admin.SendJsonAsync("POST", $"{Rbac}/rolebindings", BindPartner);

        Assert.Equal(HttpStatusCode.OK, (await partner.GetJsonAsync("/api/v1/namespaces/default/configmaps")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await partner.GetJsonAsync("/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=1")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await partner.GetJsonAsync("/api/v1/namespaces/kube-system/configmaps")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await partner.GetJsonAsync("/api/v1/configmaps")).Status);

        await server.Admin.SendJsonAsync("DELETE", $"{Rbac}/rolebindings/r");
        Assert.Equal(HttpStatusCode.Forbidden, (await partner.GetJsonAsync("/api/v1/namespaces/default/configmaps")).Status);
    }

    [Fact]
    public async Task A_token_ends_with_its_service_account_even_when_that_is_made_anew()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient partner = server.WithToken(await TokenAsync(server));
        Assert.Equal(HttpStatusCode.OK, (await partner.GetJsonAsync("/api")).Status);

        await server.Module.Client.DeleteAsync(Kinds.ServiceAccount, new ResourceName("default", "partner"), null, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, (await partner.GetJsonAsync("/api")).Status);

        await CreateAccountAsync(server);
        Assert.Equal(HttpStatusCode.Unauthorized, (await partner.GetJsonAsync("/api")).Status);
    }

    [Fact]
    public async Task A_changed_token_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        string token = await TokenAsync(server);
        string[] parts = token.Split('.');
        string forged = $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString("""{"exp":9999999999,"iss":"https://kubernetes.default.svc.cluster.local"}"""u8)}.{parts[2]}";
        using HttpClient http = server.WithToken(forged);

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetJsonAsync("/api")).Status);
    }

    [Fact]
    public async Task Nobody_grants_more_than_he_holds()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", $"{Rbac}/roles",
            """{"metadata":{"name":"m"},"rules":[{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles","rolebindings"],"verbs":["create"]}]}""");
        await server.Admin.SendJsonAsync("POST", $"{Rbac}/rolebindings",
            """{"metadata":{"name":"m"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"m"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"mallory"}]}""");
        await server.Admin.SendJsonAsync("POST", $"{Rbac}/roles", ReadMaps);
        using HttpClient mallory = server.As("mallory");

        (HttpStatusCode role, JsonObject body) = await mallory.SendJsonAsync("POST", $"{Rbac}/roles",
            """{"metadata":{"name":"all"},"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}""");
        (HttpStatusCode binding, _) = await mallory.SendJsonAsync("POST", $"{Rbac}/rolebindings",
            """{"metadata":{"name":"x"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"mallory"}]}""");

        Assert.Equal(HttpStatusCode.Forbidden, role);
        Assert.Contains("is attempting to grant RBAC permissions not currently held", body.Text("message")!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, binding);
    }

    [Fact]
    public async Task Administrators_may_act_as_somebody_else()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Admin.DefaultRequestHeaders.Add("Impersonate-User", "jane");

        (HttpStatusCode status, JsonObject body) = await server.Admin.GetJsonAsync("/api/v1/nodes");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("User \"jane\" cannot list", body.Text("message")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/nodes", """{"metadata":{"name":"own","labels":{"kuscia.secretflow/namespace":"default"}}}""", true)]
    [InlineData("/api/v1/nodes", """{"metadata":{"name":"foreign","labels":{"kuscia.secretflow/namespace":"bob"}}}""", false)]
    [InlineData("/api/v1/nodes", """{"metadata":{"name":"nobodys"}}""", false)]
    [InlineData("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases", """{"metadata":{"name":"own"}}""", true)]
    [InlineData("/apis/coordination.k8s.io/v1/namespaces/kube-system/leases", """{"metadata":{"name":"kuscia-controller-manager"}}""", false)]
    [InlineData("/apis/coordination.k8s.io/v1/namespaces/default/leases", """{"metadata":{"name":"l"}}""", true)]
    public async Task Account_of_a_domain_writes_nodes_and_leases_of_its_own_only(string path, string body, bool allowed)
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient domain = server.WithToken(await TokenAsync(server));
        await BindDomainRoleAsync(server);

        (HttpStatusCode status, JsonObject answer) = await domain.SendJsonAsync("POST", path, body);

        Assert.Equal(allowed ? HttpStatusCode.Created : HttpStatusCode.Forbidden, status);
        Assert.Equal(!allowed, answer.Text("message")?.Contains("of its own only", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Account_of_a_domain_neither_changes_nor_removes_nodes_of_others()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient domain = server.WithToken(await TokenAsync(server));
        await BindDomainRoleAsync(server);
        await server.Admin.SendJsonAsync("POST", "/api/v1/nodes", """{"metadata":{"name":"bobs","labels":{"kuscia.secretflow/namespace":"bob"}}}""");

        HttpStatusCode[] answers =
        [
            (await domain.SendJsonAsync("PATCH", "/api/v1/nodes/bobs", """{"metadata":{"labels":{"kuscia.secretflow/namespace":"default"}}}""", "application/merge-patch+json")).Status,
            (await domain.SendJsonAsync("PATCH", "/api/v1/nodes/bobs/status", """{"status":{"phase":"x"}}""", "application/merge-patch+json")).Status,
            (await domain.SendJsonAsync("DELETE", "/api/v1/nodes/bobs")).Status,
        ];

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.Forbidden, status));
    }

    private static async Task BindDomainRoleAsync(TestServer server)
    {
        const string rules = """
            {"metadata":{"name":"domain-cluster-res"},"rules":[
              {"apiGroups":[""],"resources":["nodes","nodes/status"],"verbs":["create","get","patch","update","delete"]},
              {"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["create","delete","get","patch","update"]}]}
            """;
        const string binding = """
            {"metadata":{"name":"default"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"domain-cluster-res"},
             "subjects":[{"kind":"ServiceAccount","name":"partner","namespace":"default"}]}
            """;
        await server.Admin.SendJsonAsync("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", rules);
        await server.Admin.SendJsonAsync("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", binding);
    }

    private static async Task<string> TokenAsync(TestServer server)
    {
        await CreateAccountAsync(server);
        TokenRequest request = new() { Spec = new TokenRequestSpec { ExpirationSeconds = 3650L * 24 * 3600 } };
        TokenRequest answer = await server.Module.Client.PostAsync(
            Kinds.ServiceAccount, new ResourceName("default", "partner"), "token", request, ModelJsonContext.Default.TokenRequest, CancellationToken.None);
        return answer.Status!.Token!;
    }

    private static Task<ServiceAccount> CreateAccountAsync(TestServer server) => server.Module.Client.CreateAsync(
        Kinds.ServiceAccount, new ServiceAccount { Metadata = new ObjectMeta { Name = "partner", Namespace = "default" } }, CancellationToken.None);
}
