using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.Patches;

/// <summary>Lists of the built-in kinds merge, or are replaced, as their published strategies say.</summary>
public sealed class ListStrategyTests
{
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Apply = "application/apply-patch+yaml";

    [Fact]
    public async Task Taints_of_a_node_are_replaced_as_a_whole()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/nodes", """{"metadata":{"name":"n"},"spec":{"taints":[{"key":"agent","effect":"NoSchedule"},{"key":"k","value":"v","effect":"NoSchedule"}]}}""");

        (HttpStatusCode status, JsonObject answer) = await server.Admin.SendJsonAsync("PATCH", "/api/v1/nodes/n", """{"spec":{"taints":[{"key":"agent","effect":"NoSchedule"}]}}""", Strategic);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""[{"key":"agent","effect":"NoSchedule"}]""", JsonText.ToText(answer["spec"]!["taints"]!));
    }

    [Fact]
    public async Task The_same_taint_key_may_stand_with_two_effects()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/nodes", """{"metadata":{"name":"n"},"spec":{"taints":[{"key":"k","effect":"NoSchedule"}]}}""");

        (_, JsonObject answer) = await server.Admin.SendJsonAsync("PATCH", "/api/v1/nodes/n", """{"spec":{"taints":[{"key":"k","effect":"NoSchedule"},{"key":"k","effect":"NoExecute"}]}}""", Strategic);

        Assert.Equal(2, answer["spec"]!["taints"]!.AsArray().Count);
    }

    [Fact]
    public async Task Address_ranges_of_a_node_merge_as_a_set()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/nodes", """{"metadata":{"name":"n"},"spec":{"podCIDRs":["10.0.0.0/24"]}}""");

        (_, JsonObject answer) = await server.Admin.SendJsonAsync("PATCH", "/api/v1/nodes/n", """{"spec":{"podCIDRs":["fd00::/64"]}}""", Strategic);

        Assert.Equal("""["fd00::/64","10.0.0.0/24"]""", JsonText.ToText(answer["spec"]!["podCIDRs"]!));
    }

    [Fact]
    public async Task Pull_secrets_of_an_account_are_replaced_and_its_secrets_merge()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"a"},"secrets":[{"name":"s"}],"imagePullSecrets":[{"name":"p"}]}""");

        (_, JsonObject answer) = await server.Admin.SendJsonAsync(
            "PATCH", "/api/v1/namespaces/default/serviceaccounts/a", """{"secrets":[{"name":"t"}],"imagePullSecrets":[{"name":"q"}]}""", Strategic);

        Assert.Equal("""[{"name":"q"}]""", JsonText.ToText(answer["imagePullSecrets"]!));
        Assert.Equal(2, answer["secrets"]!.AsArray().Count);
    }

    [Fact]
    public async Task Host_addresses_of_a_pod_merge_by_patch_and_are_owned_as_a_whole_by_apply()
    {
        await using TestServer server = await TestServer.StartAsync();
        const string Status = "/api/v1/namespaces/default/pods/p/status";
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        await server.Admin.SendJsonAsync("PATCH", Status, """{"status":{"hostIPs":[{"ip":"10.0.0.1"}]}}""", Strategic);

        (_, JsonObject merged) = await server.Admin.SendJsonAsync("PATCH", Status, """{"status":{"hostIPs":[{"ip":"10.0.0.2"}]}}""", Strategic);
        (_, JsonObject applied) = await server.Admin.SendJsonAsync(
            "PATCH", Status + "?fieldManager=agent&force=true", """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"status":{"hostIPs":[{"ip":"10.0.0.3"}]}}""", Apply);

        Assert.Equal(2, merged["status"]!["hostIPs"]!.AsArray().Count);
        Assert.Equal("""[{"ip":"10.0.0.3"}]""", JsonText.ToText(applied["status"]!["hostIPs"]!));
    }

    [Fact]
    public async Task Finalizers_of_the_metadata_are_a_set_and_those_of_a_namespace_one_list()
    {
        await using TestServer server = await TestServer.StartAsync();
        const string Map = "/api/v1/namespaces/default/configmaps/m";
        await server.Admin.SendJsonAsync("PATCH", Map + "?fieldManager=a", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m","finalizers":["x.io/a"]}}""", Apply);

        (HttpStatusCode status, JsonObject both) = await server.Admin.SendJsonAsync(
            "PATCH", Map + "?fieldManager=b", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m","finalizers":["x.io/b"]}}""", Apply);
        (_, JsonObject patched) = await server.Admin.SendJsonAsync("PATCH", "/api/v1/namespaces/default", """{"spec":{"finalizers":["x.io/own"]}}""", Strategic);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""["x.io/a","x.io/b"]""", JsonText.ToText(both["metadata"]!["finalizers"]!));
        Assert.Equal("""["x.io/own"]""", JsonText.ToText(patched["spec"]!["finalizers"]!));
    }
}
