using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.Discovery;

public sealed class DiscoveryTests
{
    private const string Aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    [Fact]
    public async Task Aggregated_discovery_lists_all_kuscia_kinds_with_short_names_and_status()
    {
        await using TestServer server = await TestServer.StartAsync();

        (_, JsonObject body) = await server.Admin.SendJsonAsync("GET", "/apis", accept: Aggregated);

        JsonNode group = body["items"]!.AsArray().Single(g => (string?)g!["metadata"]!["name"] == "kuscia.secretflow")!;
        JsonArray resources = group["versions"]![0]!["resources"]!.AsArray();
        Assert.Equal("APIGroupDiscoveryList", (string?)body["kind"]);
        Assert.Equal(18, resources.Count);
        JsonNode route = resources.Single(r => (string?)r!["resource"] == "clusterdomainroutes")!;
        Assert.Equal("""["cdr"]""", route["shortNames"]!.ToJsonString());
        Assert.Equal("Cluster", (string?)route["scope"]);
        Assert.Equal("status", (string?)route["subresources"]![0]!["subresource"]);
        Assert.Null(resources.Single(r => (string?)r!["resource"] == "taskresources")!["subresources"]);
    }

    [Theory]
    [InlineData("/api", "APIVersions")]
    [InlineData("/apis", "APIGroupList")]
    [InlineData("/apis/apps", "APIGroup")]
    [InlineData("/apis/apps/", "APIGroup")]
    [InlineData("/api/v1", "APIResourceList")]
    [InlineData("/apis/kuscia.secretflow/v1alpha1", "APIResourceList")]
    public async Task Plain_discovery_answers_clients_that_know_nothing_newer(string path, string kind)
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.GetJsonAsync(path);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(kind, (string?)body["kind"]);
    }

    [Fact]
    public async Task Subresources_of_another_group_name_their_kind()
    {
        await using TestServer server = await TestServer.StartAsync();

        (_, JsonObject body) = await server.Admin.GetJsonAsync("/api/v1");

        JsonNode token = body["resources"]!.AsArray().Single(r => (string?)r!["name"] == "serviceaccounts/token")!;
        Assert.Equal(("authentication.k8s.io", "TokenRequest"), ((string?)token["group"], (string?)token["kind"]));
    }

    [Fact]
    public async Task Every_kuscia_kind_has_a_readable_definition_that_cannot_be_deleted()
    {
        await using TestServer server = await TestServer.StartAsync();
        const string Path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

        (_, JsonObject body) = await server.Admin.GetJsonAsync(Path);
        (HttpStatusCode deleted, _) = await server.Admin.SendJsonAsync("DELETE", Path + "/kusciajobs.kuscia.secretflow");

        Assert.Equal(18, body["items"]!.AsArray().Count);
        Assert.Equal(HttpStatusCode.Forbidden, deleted);
        JsonNode job = body["items"]!.AsArray().Single(i => (string?)i!["metadata"]!["name"] == "kusciajobs.kuscia.secretflow")!;
        Assert.Equal("""["initiator","tasks"]""", job["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["required"]!.ToJsonString());
    }
}
