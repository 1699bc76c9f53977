using System.Net;
using System.Security.Cryptography.X509Certificates;
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

    [Fact]
    public async Task Health_of_a_node_that_does_not_work_says_why()
    {
        await using Owned faulty = await Owned.StartAsync(options => options with { Fault = () => "the disk is full" });

        JsonNode answer = await faulty.PostAsync("/healthZ", "{}");

        Assert.Equal("""{"status":{"code":0,"message":"the disk is full","details":[]},"data":{"ready":false}}""", answer.ToJsonString());
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

    [Theory]
    [InlineData("/version", "0.1.0")]
    [InlineData("/probe", "ServiceName: KusciaAPI, Host: alice")]
    public async Task Version_and_probe_need_no_token(string path, string expected)
    {
        using HttpClient client = api.CreateClient(token: "none");

        Assert.StartsWith(expected, await client.GetStringAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_pair_named_in_the_guides_is_a_client_pair_too()
    {
        using X509Certificate2 pair = X509Certificate2.CreateFromPemFile(Path.Combine(api.CertsDirectory, "kusciaapi-server.crt"), Path.Combine(api.CertsDirectory, "kusciaapi-server.key"));

        Assert.Equal("kusciaapi", pair.GetNameInfo(X509NameType.DnsName, false));
        Assert.True(pair.HasPrivateKey);
    }
}
