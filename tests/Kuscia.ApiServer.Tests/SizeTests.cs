using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests;

/// <summary>How large an object and a body may be.</summary>
public sealed class SizeTests
{
    private const string Jobs = "/apis/kuscia.secretflow/v1alpha1/namespaces/cross-domain/kusciajobs";

    [Fact]
    public async Task A_job_of_4_MiB_is_stored_and_listed()
    {
        await using TestServer server = await StartAsync();
        string padding = new('x', 4 << 20);

        (HttpStatusCode status, _) = await server.Admin.SendJsonAsync("POST", Jobs, Job(padding));
        (_, JsonObject list) = await server.Admin.GetJsonAsync(Jobs);

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(padding, (string?)list["items"]![0]!["spec"]!["tasks"]![0]!["taskInputConfig"]);
    }

    [Fact]
    public async Task A_larger_object_is_refused_with_its_size_and_the_limit()
    {
        await using TestServer server = await StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("POST", Jobs, Job(new string('x', (5 << 20) + 10)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.StartsWith("Request entity too large: kusciajobs.kuscia.secretflow \"j\" would have 52", body.Text("message"), StringComparison.Ordinal);
        Assert.EndsWith("at most 5242880 are stored", body.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_does_not_make_an_object_larger_than_the_limit()
    {
        await using TestServer server = await StartAsync();
        await server.Admin.SendJsonAsync("POST", Jobs, Job(new string('x', 4 << 20)));

        (HttpStatusCode status, _) = await server.Admin.SendJsonAsync("PATCH", Jobs + "/j",
            """[{"op":"copy","from":"/spec/tasks/0/taskInputConfig","path":"/spec/tasks/0/alias"}]""", "application/json-patch+json");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    [Theory]
    [InlineData(6 << 20)]
    [InlineData(32 << 20)]
    public async Task A_longer_body_is_refused_with_the_limit(int length)
    {
        await using TestServer server = await StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("POST", Jobs, Job(new string('x', length)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("Request entity too large: limit is 6291456", body.Text("message"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/yaml")]
    public async Task A_body_of_very_many_values_is_refused(string type)
    {
        await using TestServer server = await StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("POST", Jobs, $$"""{"x":[{{string.Join(',', Enumerable.Repeat("[]", 250_000))}}]}""", type);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("more than 200000 values", body.Text("message")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deep_body_is_refused()
    {
        await using TestServer server = await StartAsync();
        string deep = new string('[', 101) + new string(']', 101);

        (HttpStatusCode status, _) = await server.Admin.SendJsonAsync("POST", Jobs, $$"""{"x":{{deep}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    private static async Task<TestServer> StartAsync()
    {
        TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"cross-domain"}}""");
        return server;
    }

    private static string Job(string config) => $$$"""
        {"metadata":{"name":"j"},"spec":{"initiator":"alice","tasks":[{"alias":"a","taskInputConfig":"{{{config}}}","appImage":"i","parties":[{"domainID":"alice"}]}]}}
        """;
}
