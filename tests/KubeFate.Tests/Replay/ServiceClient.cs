using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KubeFate.Service;

namespace KubeFate.Tests.Replay;

/// <summary>A person at the REST interface, logged in as admin.</summary>
internal sealed class ServiceClient : IDisposable
{
    private ServiceClient(int port)
    {
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Http.DefaultRequestHeaders.Add(JobEndpoint.ReasonsHeader, "true");
    }

    public HttpClient Http { get; }

    /// <summary>The token it shows.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Logs in, or goes on with a token from before.</summary>
    public static async Task<ServiceClient> EnterAsync(int port, string? token = null)
    {
        ServiceClient client = new(port);
        client.Token = token ?? (await client.SendAsync(HttpMethod.Post, "/v1/user/login", """{"username":"admin","password":"admin"}"""))["token"]!.ToString();
        client.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", client.Token);
        return client;
    }

    public async Task<JsonNode> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8) };
        using HttpResponseMessage answer = await Http.SendAsync(request);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public async Task UploadAsync(string chart) => await UploadAsync(chart, await File.ReadAllBytesAsync(Path.Combine(Scenarios.Folder, "charts", chart)));

    public async Task UploadAsync(string name, byte[] archive)
    {
        using MultipartFormDataContent form = new() { { new ByteArrayContent(archive), "file", name } };
        using HttpResponseMessage answer = await Http.PostAsync("/v1/chart", form);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Asks for an installation of a chart.</summary>
    /// <returns>The id of the job.</returns>
    public async Task<string> InstallAsync(string name, string ns, string chart = "demo")
    {
        JsonObject file = new() { ["name"] = name, ["namespace"] = ns, ["chartName"] = chart, ["chartVersion"] = "1.0.0" };
        JsonObject body = new()
        {
            ["name"] = name,
            ["namespace"] = ns,
            ["chart_name"] = chart,
            ["chart_version"] = "1.0.0",
            ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(file.ToJsonString())),
        };
        JsonNode answer = await SendAsync(HttpMethod.Post, "/v1/cluster", body.ToJsonString());
        return answer["data"]!["uuid"]!.ToString();
    }

    /// <summary>Waits until a job is as wanted.</summary>
    public async Task<JsonNode> UntilAsync(string job, Func<JsonNode, bool> wanted)
    {
        JsonNode? row = null;
        for (DateTimeOffset end = DateTimeOffset.UtcNow + TimeSpan.FromMinutes(2); DateTimeOffset.UtcNow < end;)
        {
            row = (await SendAsync(HttpMethod.Get, $"/v1/job/{job}"))["data"]!;
            if (wanted(row))
            {
                return row;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"job {job} is {row?.ToJsonString()}");
    }

    /// <summary>Waits for the end of a job.</summary>
    public Task<JsonNode> EndAsync(string job) => UntilAsync(job, static row => row["status"]!.ToString() is "Success" or "Failed" or "Rollback" or "Canceled");

    public void Dispose() => Http.Dispose();
}
