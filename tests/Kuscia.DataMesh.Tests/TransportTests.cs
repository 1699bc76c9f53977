using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Runtime.Certificates;

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

        var answer = await world.CallAsync("/api/v1/datamesh/domaindata/query", "{");

        Assert.Equal(12101, (int)answer["code"]!);
        Assert.NotNull((string?)answer["message"]);
    }
}
