using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KubeFate.Service;
using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>A job that one service began is ended by the next.</summary>
public sealed class RestartTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task An_installation_goes_on_after_a_restart_and_tokens_stay_good()
    {
        await world.Kubelet.PrepareAsync(["ns-again-up"], "pods stay Pending (ImagePullBackOff)");
        string database = world.NewDatabase(), token, job;
        await using (FateService first = await world.StartServiceAsync(database))
        {
            using HttpClient client = Client(first.Port);
            token = (await PostAsync(client, "/v1/user/login", """{"username":"admin","password":"admin"}"""))["token"]!.ToString();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var form = new MultipartFormDataContent { { new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(Scenarios.Folder, "charts/demo-1.0.0.tgz"))), "file", "demo.tgz" } };
            using HttpResponseMessage upload = await client.PostAsync("/v1/chart", form);
            string data = Convert.ToBase64String("""{"name":"up-1","namespace":"ns-again-up","chartName":"demo","chartVersion":"1.0.0"}"""u8);
            job = (await PostAsync(client, "/v1/cluster", $$"""{"name":"up-1","namespace":"ns-again-up","chart_name":"demo","chart_version":"1.0.0","data":"{{data}}"}"""))["data"]!["uuid"]!.ToString();
            await UntilAsync(client, job, row => row["states"]?.ToJsonString().Contains("helm install Success", StringComparison.Ordinal) == true);
            JsonNode waiting = await UntilAsync(client, job, row => row["reasons"]?.ToJsonString().Contains("ImagePullBackOff", StringComparison.Ordinal) == true);
            Assert.Equal("Running", waiting["status"]!.ToString());
        }

        world.Kubelet.SetMode("ns-again-up", "ready");
        await using FateService second = await world.StartServiceAsync(database);
        using HttpClient again = Client(second.Port);
        again.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        JsonNode ended = await UntilAsync(again, job, row => row["status"]!.ToString() == "Success");

        Assert.Equal("job run Success", ended["states"]!.AsArray()[^1]!.ToString());
    }

    private static HttpClient Client(int port)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Add(JobEndpoint.ReasonsHeader, "true");
        return client;
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, string body)
    {
        using HttpResponseMessage answer = await client.PostAsync(path, new StringContent(body, Encoding.UTF8));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static async Task<JsonNode> UntilAsync(HttpClient client, string job, Func<JsonNode, bool> wanted)
    {
        JsonNode? row = null;
        for (DateTimeOffset end = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(20); DateTimeOffset.UtcNow < end;)
        {
            row = JsonNode.Parse(await client.GetStringAsync($"/v1/job/{job}"))!["data"]!;
            if (wanted(row))
            {
                return row;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"job {job} is {row?.ToJsonString()}");
    }
}
