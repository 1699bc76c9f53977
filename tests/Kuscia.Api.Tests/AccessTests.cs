using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Kuscia.Api.Tests;

public class AccessTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Health_answers_the_documented_envelope()
    {
        JsonNode answer = await api.PostAsync("/healthZ", "{}");

        Assert.Equal("""{"status":{"code":0,"message":"success","details":[]},"data":{"ready":true}}""", answer.ToJsonString());
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public async Task Wrong_token_is_401_with_an_empty_body(string token)
    {
        using HttpClient client = api.CreateClient(token: token);

        using HttpResponseMessage response = await client.PostAsync("/healthZ", new StringContent("{}"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Caller_without_client_certificate_gets_no_connection()
    {
        using HttpClient client = api.CreateClient(withCertificate: false);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.PostAsync("/healthZ", new StringContent("{}")));
    }

    [Fact]
    public async Task Unknown_path_is_404()
    {
        using HttpClient client = api.CreateClient();

        using HttpResponseMessage response = await client.PostAsync("/api/v1/nothing", new StringContent("{}"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("404 page not found", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"job_id\":")]
    public async Task Undecodable_body_is_code_11101_with_status_200(string body)
    {
        JsonNode answer = await api.PostAsync("/api/v1/job/query", body);

        Assert.Equal(11101, answer["status"]!["code"]!.GetValue<int>());
        Assert.Null(answer["data"]);
    }

    [Fact]
    public void Secrets_are_readable_by_their_owner_only()
    {
        UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        Assert.All(["token", "ca.key", "domain.key", "kusciaapi-server.key"], f => Assert.Equal(owner, File.GetUnixFileMode(Path.Combine(api.CertsDirectory, f))));
    }

    [Fact]
    public async Task Version_needs_no_token()
    {
        using HttpClient client = api.CreateClient(token: "none");

        Assert.Equal("0.1.0", await client.GetStringAsync("/version"));
    }

    [Fact]
    public async Task Too_large_body_is_refused_with_a_reason()
    {
        using HttpClient client = api.CreateClient();
        client.DefaultRequestHeaders.ExpectContinue = true;
        using StringContent body = new("{\"job_id\":\"" + new string('x', 5 << 20) + "\"}", Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await client.PostAsync("/api/v1/job/query", body);

        Assert.Contains("too large", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }
}
