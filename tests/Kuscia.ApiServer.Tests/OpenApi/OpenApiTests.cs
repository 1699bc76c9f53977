using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.OpenApi;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_index_leads_to_documents_that_announce_field_validation_for_every_kind()
    {
        await using TestServer server = await TestServer.StartAsync();
        (_, JsonObject index) = await server.Admin.GetJsonAsync("/openapi/v3");

        foreach ((_, JsonNode? entry) in index["paths"]!.AsObject())
        {
            (HttpStatusCode status, JsonObject document) = await server.Admin.GetJsonAsync((string)entry!["serverRelativeURL"]!);

            Assert.Equal(HttpStatusCode.OK, status);
            JsonNode[] patches = [.. document["paths"]!.AsObject().Select(p => p.Value!["patch"]).OfType<JsonNode>()];
            Assert.All(patches, p => Assert.Contains(p["parameters"]!.AsArray(), q => (string?)q!["name"] == "fieldValidation"));
        }
    }

    [Fact]
    public async Task Every_reference_in_a_document_leads_to_a_schema()
    {
        await using TestServer server = await TestServer.StartAsync();

        foreach (string path in (string[])["api/v1", "apis/apps/v1", "apis/kuscia.secretflow/v1alpha1", "apis/rbac.authorization.k8s.io/v1"])
        {
            (_, JsonObject document) = await server.Admin.GetJsonAsync($"/openapi/v3/{path}");

            string[] missing = [.. References(document).Distinct().Where(r => document["components"]!["schemas"]![r["#/components/schemas/".Length..]] is null)];
            Assert.Empty(missing);
        }
    }

    [Fact]
    public async Task A_document_that_a_client_has_is_not_sent_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpResponseMessage first = await server.Admin.GetAsync(new Uri("/openapi/v3/api/v1", UriKind.Relative));
        using HttpRequestMessage request = new(HttpMethod.Get, "/openapi/v3/api/v1");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using HttpResponseMessage second = await server.Admin.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task A_group_that_is_not_served_has_no_document()
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode status, _) = await server.Admin.GetJsonAsync("/openapi/v3/apis/no.such/v1");

        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("*/*")]
    [InlineData("")]
    [InlineData("application/json;q=0.9, application/com.github.proto-openapi.spec.v2@v1.0+protobuf;q=0.5")]
    public async Task Version_2_is_JSON_for_who_takes_it(string accept)
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode status, JsonObject document) = await server.Admin.SendJsonAsync("GET", "/openapi/v2", accept: accept);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("2.0", (string?)document["swagger"]);
        Assert.NotNull(document["paths"]!["/apis/kuscia.secretflow/v1alpha1/namespaces/{namespace}/kusciajobs/{name}"]!["patch"]);
        Assert.Equal("Pod", (string?)document["definitions"]!["io.k8s.api.core.v1.Pod"]!["x-kubernetes-group-version-kind"]![0]!["kind"]);
        Assert.All(References(document).Distinct(), r => Assert.NotNull(document["definitions"]![r["#/definitions/".Length..]]));
    }

    [Theory]
    [InlineData("application/com.github.proto-openapi.spec.v2@v1.0+protobuf", HttpStatusCode.OK)]
    [InlineData("application/com.github.proto-openapi.spec.v2@v1.0+protobuf, application/json;q=0.5", HttpStatusCode.OK)]
    [InlineData("text/html", HttpStatusCode.NotAcceptable)]
    public async Task Version_2_is_binary_only_for_who_prefers_it(string accept, HttpStatusCode expected)
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode status, JsonObject document) = await server.Admin.SendJsonAsync("GET", "/openapi/v2", accept: accept);

        Assert.Equal(expected, status);
        Assert.Null(document["swagger"]);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => m.Key == "$ref" ? [(string)m.Value!] : References(m.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
