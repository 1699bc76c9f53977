using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests;

/// <summary>Tokens of service accounts: for whom they are, and with what they end.</summary>
public sealed class TokenTests
{
    private const string Account = "/api/v1/namespaces/default/serviceaccounts";
    private const string Reviews = "/apis/authentication.k8s.io/v1/tokenreviews";
    private const string OwnAudience = "https://kubernetes.default.svc.cluster.local";

    [Theory]
    [InlineData("""{"spec":{"audiences":["vault"]}}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"spec":{"audiences":["vault","https://kubernetes.default.svc.cluster.local"]}}""", HttpStatusCode.OK)]
    [InlineData("{}", HttpStatusCode.OK)]
    public async Task A_token_for_another_service_is_no_key_to_this_one(string request, HttpStatusCode expected)
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient http = server.WithToken(await TokenAsync(server, request));

        Assert.Equal(expected, (await http.GetJsonAsync("/api")).Status);
    }

    [Theory]
    [InlineData("vault", null, false, null)]
    [InlineData("vault", "vault", true, "vault")]
    [InlineData("vault", "other", false, null)]
    [InlineData(null, null, true, OwnAudience)]
    [InlineData(null, "vault", false, null)]
    public async Task A_review_looks_at_the_audience(string? issuedFor, string? askedFor, bool authenticated, string? told)
    {
        await using TestServer server = await TestServer.StartAsync();
        string token = await TokenAsync(server, issuedFor is null ? "{}" : $$$"""{"spec":{"audiences":["{{{issuedFor}}}"]}}""");
        string audiences = askedFor is null ? "[]" : $"[\"{askedFor}\"]";

        (_, JsonObject review) = await server.Admin.SendJsonAsync("POST", Reviews, $$$"""{"spec":{"token":"{{{token}}}","audiences":{{{audiences}}}}}""");

        Assert.Equal(authenticated, review["status"]!["authenticated"]?.GetValue<bool>() ?? false);
        Assert.Equal(told, review["status"]!["audiences"]?[0]?.GetValue<string>());
    }

    [Fact]
    public async Task A_bound_token_ends_with_its_pod()
    {
        await using TestServer server = await TestServer.StartAsync();
        const string Pod = """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""";
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/pods", Pod);
        using HttpClient http = server.WithToken(await TokenAsync(server, """{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p"}}}"""));
        Assert.Equal(HttpStatusCode.OK, (await http.GetJsonAsync("/api")).Status);

        await server.Admin.SendJsonAsync("DELETE", "/api/v1/namespaces/default/pods/p");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetJsonAsync("/api")).Status);

        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/pods", Pod);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetJsonAsync("/api")).Status);
    }

    [Theory]
    [InlineData("""{"kind":"Pod","apiVersion":"v1","name":"none"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"kind":"Node","apiVersion":"v1","name":"n"}""", HttpStatusCode.BadRequest)]
    public async Task A_token_is_not_bound_to_what_is_not_there(string bound, HttpStatusCode expected)
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", Account, """{"metadata":{"name":"a"}}""");

        (HttpStatusCode status, _) = await server.Admin.SendJsonAsync("POST", Account + "/a/token", $$$"""{"spec":{"boundObjectRef":{{{bound}}}}}""");

        Assert.Equal(expected, status);
    }

    private static async Task<string> TokenAsync(TestServer server, string request)
    {
        await server.Admin.SendJsonAsync("POST", Account, """{"metadata":{"name":"a"}}""");
        (_, JsonObject token) = await server.Admin.SendJsonAsync("POST", Account + "/a/token", request);
        return token["status"]!["token"]!.GetValue<string>();
    }
}
