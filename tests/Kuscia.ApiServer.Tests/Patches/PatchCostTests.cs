using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.Patches;

/// <summary>A short patch costs little, whatever it asks for.</summary>
public sealed class PatchCostTests
{
    private const string Map = "/api/v1/namespaces/default/configmaps/m";
    private const string Json = "application/json-patch+json";

    [Fact]
    public async Task Copies_that_double_are_refused()
    {
        await using TestServer server = await StartAsync();
        IEnumerable<string> copies = Enumerable.Range(0, 40).Select(i => $$"""{"op":"copy","from":"/x","path":"/x/c{{i}}"}""");

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("PATCH", Map, $$"""[{"op":"add","path":"/x","value":{"a":1} },{{string.Join(',', copies)}}]""", Json);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("a patch may copy and compare at most 16777216 bytes in all", body.Text("message")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comparing_the_same_large_value_many_times_is_refused()
    {
        await using TestServer server = await StartAsync();
        string value = new('x', 4000);
        IEnumerable<string> tests = Enumerable.Repeat($$"""{"op":"test","path":"/data/k","value":"{{value}}"}""", 1000);
        IEnumerable<string> copies = Enumerable.Repeat("""{"op":"copy","from":"/data","path":"/x"}""", 5000);

        (HttpStatusCode status, _) = await server.Admin.SendJsonAsync("PATCH", Map,
            $$"""[{"op":"add","path":"/data","value":{"k":"{{value}}"} },{{string.Join(',', tests.Concat(copies))}}]""", Json);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    [Fact]
    public async Task A_patch_that_nests_without_end_is_refused()
    {
        await using TestServer server = await StartAsync();
        IEnumerable<string> moves = Enumerable.Range(0, 3000).Select(_ => """{"op":"add","path":"/y","value":{}},{"op":"move","from":"/x","path":"/y/x"},{"op":"move","from":"/y","path":"/x"}""");

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("PATCH", Map, $$"""[{"op":"add","path":"/x","value":{} },{{string.Join(',', moves)}}]""", Json);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("nested more than 100 deep", body.Text("message")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Moving_a_long_list_about_is_refused()
    {
        await using TestServer server = await StartAsync();
        string items = string.Join(',', Enumerable.Repeat("1", 150_000));
        IEnumerable<string> inserts = Enumerable.Repeat("""{"op":"add","path":"/x/0","value":1}""", 9000);

        (HttpStatusCode status, _) = await server.Admin.SendJsonAsync("PATCH", Map, $$"""[{"op":"add","path":"/x","value":[{{items}}]},{{string.Join(',', inserts)}}]""", Json);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    [Theory]
    [InlineData("application/strategic-merge-patch+json", "")]
    [InlineData("application/apply-patch+yaml", "?fieldManager=m&force=true")]
    public async Task Long_lists_merge_by_key_in_time_that_grows_with_their_length(string type, string query)
    {
        await using TestServer server = await StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/serviceaccounts", $$"""{"metadata":{"name":"a"},"secrets":{{Secrets("s")}}}""");
        string patch = $$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"a"},"secrets":{{Secrets("t")}}}""";

        (HttpStatusCode status, JsonObject answer) = await server.Admin.SendJsonAsync("PATCH", "/api/v1/namespaces/default/serviceaccounts/a" + query, patch, type);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(30_000, answer["secrets"]!.AsArray().Count);
    }

    [Fact]
    public async Task Owners_given_many_times_are_kept_once()
    {
        await using TestServer server = await StartAsync();
        string owners = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$"""{"apiVersion":"v1","kind":"ConfigMap","name":"n{{i % 3}}","uid":"u{{i % 3}}"}"""));

        (HttpStatusCode status, JsonObject answer) = await server.Admin.SendJsonAsync("PATCH", Map, $$$"""{"metadata":{"ownerReferences":[{{{owners}}}]}}""", "application/merge-patch+json");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(3, answer["metadata"]!["ownerReferences"]!.AsArray().Count);
    }

    [Fact]
    public async Task An_ordinary_patch_of_a_large_object_is_taken()
    {
        await using TestServer server = await StartAsync();
        StringBuilder large = new();
        large.AppendJoin(',', Enumerable.Range(0, 900).Select(i => $"\"k{i}\":\"{new string('x', 1000)}\""));
        await server.Admin.SendJsonAsync("PATCH", Map, $$$"""{"data":{{{{large}}}}}""", "application/merge-patch+json");

        (HttpStatusCode status, _) = await server.Admin.SendJsonAsync("PATCH", Map, """[{"op":"copy","from":"/data/k1","path":"/data/k0"},{"op":"remove","path":"/data/k2"}]""", Json);

        Assert.Equal(HttpStatusCode.OK, status);
    }

    private static string Secrets(string prefix) => $"[{string.Join(',', Enumerable.Range(0, 15_000).Select(i => $"{{\"name\":\"{prefix}{i}\"}}"))}]";

    private static async Task<TestServer> StartAsync()
    {
        TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"m"}}""");
        return server;
    }
}
