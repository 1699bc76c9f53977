using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Identity;

namespace Kuscia.DataMesh.Tests;

public class TransportTests
{
    [Fact]
    public async Task Curl_with_the_documented_pair_reaches_the_health_endpoint()
    {
        await using MeshWorld world = await MeshWorld.StartAsync();

        string[] arguments =
        [
            "-sS", "--noproxy", "*", "--max-time", "20", "--resolve", $"datamesh:{world.Module.Port}:127.0.0.1",
            "--cacert", Path.Combine(world.Certs, "ca.crt"), "--cert", Path.Combine(world.Certs, "ca.crt"), "--key", Path.Combine(world.Certs, "ca.key"),
            "-X", "POST", $"https://datamesh:{world.Module.Port}/healthZ", "-d", "{}",
        ];
        using Process curl = Process.Start(new ProcessStartInfo("curl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = await curl.StandardOutput.ReadToEndAsync();
        string error = await curl.StandardError.ReadToEndAsync();
        await curl.WaitForExitAsync();

        Assert.True(curl.ExitCode == 0, $"curl: {error}");
        Assert.Equal("""{"status":{"code":0,"message":"success","details":[]},"data":{"ready":true}}""", output);
    }

    [Fact]
    public async Task Client_without_certificate_is_refused()
    {
        await using MeshWorld world = await MeshWorld.StartAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => world.SendAsync("/healthZ", "{}", null));
    }

    [Fact]
    public async Task Client_with_a_certificate_of_another_domain_is_refused()
    {
        await using MeshWorld world = await MeshWorld.StartAsync();
        using DomainIdentity foreign = DomainIdentity.Load("alice", RsaKeys.Generate(), Path.Combine(world.Root, "foreign"), TimeProvider.System);
        using X509Certificate2 certificate = foreign.Issue(new CertificateRequestSpec { CommonName = "task", Client = true }).Certificate;

        await Assert.ThrowsAsync<HttpRequestException>(() => world.SendAsync("/healthZ", "{}", certificate));
    }

    [Fact]
    public async Task Plain_HTTP_is_served_when_TLS_is_switched_off()
    {
        await using MeshWorld world = await MeshWorld.StartAsync(tls: false);
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

        using HttpResponseMessage response = await http.PostAsync(new Uri($"http://127.0.0.1:{world.Module.Port}/healthZ"), new StringContent("{}"));

        Assert.Contains("\"ready\":true", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_body_is_a_flat_fault()
    {
        await using MeshWorld world = await MeshWorld.StartAsync();

        System.Text.Json.Nodes.JsonObject answer = await world.CallAsync("/api/v1/datamesh/domaindata/query", "{");

        Assert.Equal(12101, (int)answer["code"]!);
        Assert.NotNull((string?)answer["message"]);
    }

    [Theory]
    [InlineData("domaindata/create", """{"type":5}""", "Field \"type\" is invalid, invalid value: 5: it must be a text in double quotes")]
    [InlineData("domaindata/create", """{"columns":[{"not_nullable":"no"}]}""", "Field \"columns[0].not_nullable\" is invalid, invalid value: \"no\": it must be true or false")]
    [InlineData("domaindatagrant/create", """{"limit":{"use_count":"x"}}""", "Field \"limit.use_count\" is invalid, invalid value: \"x\": it must be a whole number of 32 bits")]
    public async Task Wrong_type_is_a_flat_fault_that_names_field_value_and_cure(string path, string body, string message)
    {
        await using MeshWorld world = await MeshWorld.StartAsync();

        System.Text.Json.Nodes.JsonObject answer = await world.CallAsync("/api/v1/datamesh/" + path, body);

        Assert.Equal((12101, message), ((int)answer["code"]!, (string?)answer["message"]));
    }

    [Fact]
    public async Task No_hostile_body_makes_an_operation_fail_unforeseen()
    {
        string[] paths = ["domaindata/create", "domaindata/update", "domaindata/delete", "domaindata/query", "domaindatasource/query", "domaindatagrant/create", "domaindatagrant/update", "domaindatagrant/delete", "domaindatagrant/query"];
        string[] names = ["domaindata_id", "name", "type", "relative_uri", "datasource_id", "attributes", "partition", "columns", "vendor", "file_format", "domaindatagrant_id", "grant_domain", "limit", "description"];
        string[] values = ["null", "-1", "1e400", "true", "\"\"", "\"alice\"", "\"a/b\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "[null]", "[{}]", "{}", "{\"a\":[]}", "\"CSV\"", "\"名字\""];
        Random random = new(8070);
        List<string> odd = [];
        await using MeshWorld world = await MeshWorld.StartAsync();
        foreach (string path in paths)
        {
            for (int i = 0; i < 25; i++)
            {
                string body = "{" + string.Join(',', names.Where(_ => random.Next(2) == 0).Select(n => $"\"{n}\":{values[random.Next(values.Length)]}")) + "}";
                string answer = (await world.CallAsync("/api/v1/datamesh/" + path, body)).ToJsonString();
                odd.AddRange(answer.Contains("\"code\"", StringComparison.Ordinal) && !answer.Contains("tells more", StringComparison.Ordinal) ? [] : [$"{path} {body} -> {answer}"]);
            }
        }

        Assert.Empty(odd);
    }

    [Fact]
    public async Task Calls_are_logged_in_datamesh_log()
    {
        MeshWorld world = await MeshWorld.StartAsync();
        await world.CallAsync("/api/v1/datamesh/domaindatasource/query", """{"datasource_id":"nowhere"}""");
        await world.Module.DisposeAsync();

        string log = await File.ReadAllTextAsync(Path.Combine(world.Root, "var", "logs", "datamesh.log"));
        await world.DisposeAsync();

        Assert.Contains("POST /api/v1/datamesh/domaindatasource/query 200", log, StringComparison.Ordinal);
    }
}
