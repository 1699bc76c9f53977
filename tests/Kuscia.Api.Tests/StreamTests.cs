using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Api.Tests;

public class StreamTests
{
    private static string Job(string id) =>
        $$$"""{"job_id":"{{{id}}}","initiator":"alice","tasks":[{"app_image":"engine","alias":"psi","task_id":"{{{id}}}-1","parties":[{"domain_id":"alice"}]}]}""";

    private static async Task<(HttpResponseMessage Response, StreamReaderOfJson Reader)> OpenAsync(HttpClient client, string path, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return (response, new StreamReaderOfJson(await response.Content.ReadAsStreamAsync()));
    }

    private static async Task<JsonNode> NextEventAsync(StreamReaderOfJson reader)
    {
        JsonNode? message;
        do
        {
            message = await reader.NextAsync();
        }
        while (message?["type"]?.GetValue<int>() == 4);
        return message ?? throw new InvalidOperationException("the stream ended");
    }

    [Fact]
    public async Task Watch_tells_what_is_there_then_changes_progress_and_deletion()
    {
        await using Owned api = await Owned.StartAsync();
        await api.PostAsync("/api/v1/job/create", Job("one"));
        KusciaTask task = new()
        {
            Metadata = new ObjectMeta { Name = "one-1", Namespace = "cross-domain", Annotations = new Dictionary<string, string> { [WellKnownAnnotations.JobId] = "one" } },
            Spec = new KusciaTaskSpec { Initiator = "alice" },
        };
        await api.Store.CreateAsync(Kinds.KusciaTask, task, CancellationToken.None);
        using HttpClient client = api.Api.CreateClient();
        (HttpResponseMessage response, StreamReaderOfJson reader) = await OpenAsync(client, "/api/v1/job/watch", "{}");

        using (response)
        {
            JsonNode added = await NextEventAsync(reader);
            await api.Store.PatchAsync(Kinds.KusciaJob, new ResourceName("cross-domain", "one"), JsonNode.Parse("""{"status":{"phase":"Running"}}""")!, "status", CancellationToken.None);
            JsonNode running = await NextEventAsync(reader);
            await api.Store.PatchAsync(Kinds.KusciaTask, task.Identity, JsonNode.Parse("""{"status":{"progress":0.5}}""")!, "status", CancellationToken.None);
            JsonNode progress = await NextEventAsync(reader);
            await api.PostAsync("/api/v1/job/delete", """{"job_id":"one"}""");
            JsonNode deleted = await NextEventAsync(reader);

            // Zero values are left out: ADDED is 0.
            Assert.Null(added["type"]);
            Assert.Equal(("one", "Pending"), (added["object"]!["job_id"]!.GetValue<string>(), added["object"]!["status"]!["state"]!.GetValue<string>()));
            Assert.Null(added["object"]!["status"]!["end_time"]);
            Assert.Equal((1, "Running"), (running["type"]!.GetValue<int>(), running["object"]!["status"]!["state"]!.GetValue<string>()));
            Assert.Equal((1, 0.5f), (progress["type"]!.GetValue<int>(), progress["object"]!["status"]!["tasks"]![0]!["progress"]!.GetValue<float>()));
            Assert.Equal(2, deleted["type"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Silent_watch_sends_heartbeats()
    {
        await using Owned api = await Owned.StartAsync(options => options with { WatchHeartbeat = TimeSpan.FromMilliseconds(20) });
        using HttpClient client = api.Api.CreateClient();
        (HttpResponseMessage response, StreamReaderOfJson reader) = await OpenAsync(client, "/api/v1/job/watch", "{}");

        using (response)
        {
            Assert.Equal("""{"type":4}""", (await reader.NextAsync())?.ToJsonString());
            Assert.Equal("""{"type":4}""", (await reader.NextAsync())?.ToJsonString());
        }
    }

    [Fact]
    public async Task Watch_ends_after_the_time_asked_for()
    {
        await using Owned api = await Owned.StartAsync();
        using HttpClient client = api.Api.CreateClient();
        (HttpResponseMessage response, StreamReaderOfJson reader) = await OpenAsync(client, "/api/v1/job/watch", """{"timeout_seconds":1}""");

        using (response)
        {
            Assert.Null(await reader.NextAsync());
        }
    }

    [Fact]
    public async Task Watch_ends_with_the_store()
    {
        await using Owned api = await Owned.StartAsync();
        using HttpClient client = api.Api.CreateClient();
        (HttpResponseMessage response, StreamReaderOfJson reader) = await OpenAsync(client, "/api/v1/job/watch", "{}");

        using (response)
        {
            api.Store.Unreachable = true;

            Assert.Null(await reader.NextAsync());
        }
    }

    [Fact]
    public async Task Watches_of_callers_that_vanished_leave_nothing_behind()
    {
        await using Owned api = await Owned.StartAsync();
        using HttpClient client = api.Api.CreateClient();
        List<HttpResponseMessage> watches = [];
        for (int i = 0; i < 10; i++)
        {
            watches.Add((await OpenAsync(client, "/api/v1/job/watch", "{}")).Response);
        }

        await AwaitWatchesAsync(api, 20);
        watches.ForEach(w => w.Dispose());

        await AwaitWatchesAsync(api, 0);
    }

    [Fact]
    public async Task Watch_of_a_caller_that_reads_nothing_is_ended_when_more_waits_than_the_connection_holds()
    {
        await using Owned api = await Owned.StartAsync(options => options with { MaxStall = TimeSpan.FromSeconds(1) });
        await api.PostAsync("/api/v1/job/create", Job("one"));
        using HttpClient client = api.Api.CreateClient();
        (HttpResponseMessage response, _) = await OpenAsync(client, "/api/v1/job/watch", "{}");
        using HttpResponseMessage unread = response;

        for (int i = 0; i < 200; i++)
        {
            JsonObject change = new() { ["status"] = new JsonObject { ["message"] = $"{i} {new string('x', 128 << 10)}" } };
            await api.Store.PatchAsync(Kinds.KusciaJob, new ResourceName("cross-domain", "one"), change, "status", CancellationToken.None);
        }

        await AwaitWatchesAsync(api, 0);
    }

    private static async Task AwaitWatchesAsync(Owned api, int wanted)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (api.Store.OpenWatches != wanted)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(60), $"{api.Store.OpenWatches} watches are open instead of {wanted}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    [Fact]
    public async Task Log_comes_in_messages_of_at_most_100_lines()
    {
        await using Owned api = await Owned.StartAsync();
        await CreateTaskAsync(api);
        string[] lines = [.. Enumerable.Range(0, 250).Select(i => $"line {i}")];
        api.Api.Logs.Texts[new ResourceName("alice", "job-1-0")] = string.Join('\n', lines) + "\n";

        List<JsonNode> messages = await ReadAllAsync(api, """{"task_id":"job-1","replica_idx":0,"container":"engine"}""");

        Assert.Equal(3, messages.Count);
        Assert.Equal("success", messages[0]["status"]!["message"]!.GetValue<string>());
        Assert.Null(messages[0]["status"]!["code"]);
        Assert.Equal(lines, messages.SelectMany(m => m["log"]!.GetValue<string>().Split('\n')));
    }

    [Theory]
    [InlineData("""{"task_id":"nothing"}""", 13200, "not found")]
    [InlineData("""{"task_id":"job-1","replica_idx":3}""", 13200, "hasn't created pod alice/job-1-3")]
    [InlineData("""{"task_id":"job-1","container":"other"}""", 11100, "container")]
    [InlineData("""{"task_id":"job-1"}""", 13200, "no log of job-1-0")]
    [InlineData("""{"task_id":"Bad!"}""", 13200, "not found")]
    public async Task Log_that_cannot_be_told_is_one_message_with_the_reason(string body, int code, string reason)
    {
        await using Owned api = await Owned.StartAsync();
        await CreateTaskAsync(api);

        JsonNode status = Assert.Single(await ReadAllAsync(api, body))["status"]!;

        Assert.Equal(code, status["code"]!.GetValue<int>());
        Assert.Contains(reason, status["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Master_has_no_logs()
    {
        await using Owned api = await Owned.StartAsync(options => options with { ControlPlaneOnly = true });

        Assert.Equal(11105, Assert.Single(await ReadAllAsync(api, """{"task_id":"job-1"}"""))["status"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task Node_of_a_pod_is_told_beside_the_status()
    {
        await using Owned api = await Owned.StartAsync();
        await CreateTaskAsync(api);
        Node node = new() { Metadata = new ObjectMeta { Name = "n1" }, Status = new NodeStatus { Addresses = [new NodeAddress { Type = "InternalIP", Address = "10.0.0.9" }] } };
        await api.Store.CreateAsync(Kinds.Node, node, CancellationToken.None);

        JsonNode told = await api.PostAsync("/api/v1/log/node/query", """{"task_id":"job-1","domain":"alice"}""");
        (int missing, _) = await api.Api.OutcomeAsync("/api/v1/log/node/query", """{"task_id":"nothing","domain":"alice"}""");

        Assert.Equal(("n1", "10.0.0.9", 0), (told["node_name"]!.GetValue<string>(), told["node_ip"]!.GetValue<string>(), told["status"]!["code"]!.GetValue<int>()));
        Assert.Equal(13201, missing);
    }

    private static async Task CreateTaskAsync(Owned api)
    {
        await api.PostAsync("/api/v1/appimage/create", """{"name":"engine","image":{"name":"i"},"deploy_templates":[{"name":"t","role":"a,b","containers":[{"name":"engine"}]}]}""");
        KusciaTask task = new()
        {
            Metadata = new ObjectMeta { Name = "job-1", Namespace = "cross-domain" },
            Spec = new KusciaTaskSpec { Initiator = "alice", Parties = [new TaskParty { DomainID = "alice", AppImageRef = "engine", Role = "b" }] },
        };
        await api.Store.CreateAsync(Kinds.KusciaTask, task, CancellationToken.None);
        await api.Store.PatchAsync(
            Kinds.KusciaTask, task.Identity,
            JsonNode.Parse("""{"status":{"phase":"Running","podStatuses":{"alice/job-1-0":{"podName":"job-1-0","podPhase":"Running","namespace":"alice","nodeName":"n1"}}}}""")!, "status", CancellationToken.None);
    }

    private static async Task<List<JsonNode>> ReadAllAsync(Owned api, string body)
    {
        using HttpClient client = api.Api.CreateClient();
        (HttpResponseMessage response, StreamReaderOfJson reader) = await OpenAsync(client, "/api/v1/log/task/query", body);
        using (response)
        {
            List<JsonNode> messages = [];
            while (await reader.NextAsync() is { } message)
            {
                messages.Add(message);
            }

            return messages;
        }
    }
}
