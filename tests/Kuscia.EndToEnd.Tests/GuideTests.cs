using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>The peer-to-peer guide on two node processes, and what goes wrong in it.</summary>
public class GuideTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly TimeSpan JobLimit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Example_job_intersects_both_tables_on_both_sides()
    {
        await nodes.Alice.ScriptAsync("user/create_example_job.sh", "PSI", "guide-psi");

        await TwoNodes.AwaitJobAsync(nodes.Alice, "guide-psi", JobLimit, "Succeeded", "Failed");
        await TwoNodes.AwaitJobAsync(nodes.Bob, "guide-psi", JobLimit, "Succeeded", "Failed");

        string[] common = [.. Enumerable.Range(20, 180).Select(i => $"{i}").Order(StringComparer.Ordinal)];
        Assert.Equal(["id1", .. common], FirstColumn(nodes.Alice));
        Assert.Equal(["id2", .. common], FirstColumn(nodes.Bob));
        Assert.NotNull(await nodes.Alice.Client.GetAsync(Kinds.DomainData, new ResourceName("alice", "psi-output"), CancellationToken.None));
        Assert.NotNull(await nodes.Bob.Client.GetAsync(Kinds.DomainData, new ResourceName("bob", "psi-output"), CancellationToken.None));
    }

    [Fact]
    public async Task Stages_of_the_engine_are_on_the_metrics_page_of_its_node()
    {
        await nodes.Bob.ScriptAsync("user/create_example_job.sh", "PSI", "guide-stages");
        await TwoNodes.AwaitJobAsync(nodes.Alice, "guide-stages", JobLimit, "Succeeded", "Failed");
        using HttpClient http = new();

        string page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{nodes.Alice.Ports[7]}/metrics"));

        Assert.All(["connect", "agree", "intersect", "write", "finish"], stage => Assert.Matches($$"""(?m)^kuscia_engine_stage_seconds_count\{.*stage="{{stage}}".*\} [1-9]""", page));
        Assert.Matches("""(?m)^kuscia_agent_container_run_seconds_count\{.*reason="Completed".*\} [1-9]""", page);
    }

    [Fact]
    public async Task Kubectl_shows_ready_routes_with_the_columns_of_the_guide()
    {
        (int code, string output, string error) = await nodes.Alice.KubectlAsync("get", "cdr");

        Assert.True(code == 0, error);
        string[] lines = output.Split('\n');
        Assert.Equal(["NAME", "SOURCE", "DESTINATION", "HOST", "AUTHENTICATION", "READY"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(lines, l => l.StartsWith("alice-bob", StringComparison.Ordinal) && l.TrimEnd().EndsWith("True", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failing_engine_tells_its_last_lines_at_home_and_its_exit_code_on_both_sides()
    {
        await TwoNodes.RegisterEngineAsync("failing-engine", "echo reading the table; echo the disk is on fire >&2; exit 7", nodes.Alice);
        await TwoNodes.RegisterEngineAsync("failing-engine", "sleep 60", nodes.Bob);
        await nodes.Alice.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf("failing", "failing-engine", "alice", "bob"), CancellationToken.None);

        KusciaJob job = await TwoNodes.AwaitJobAsync(nodes.Alice, "failing", JobLimit, "Succeeded", "Failed");
        KusciaJob mirror = await TwoNodes.AwaitJobAsync(nodes.Bob, "failing", JobLimit, "Succeeded", "Failed");

        Assert.Equal(("Failed", "Failed"), (job.Status?.Phase, mirror.Status?.Phase));
        string home = $"{job.Status?.Reason} {job.Status?.Message} {await TwoNodes.TaskTextAsync(nodes.Alice, job)}";
        string abroad = $"{mirror.Status?.Reason} {mirror.Status?.Message} {await TwoNodes.TaskTextAsync(nodes.Bob, mirror)}";
        Assert.Contains("7", home, StringComparison.Ordinal);
        Assert.Contains("the disk is on fire", home, StringComparison.Ordinal);
        Assert.Contains("7", abroad, StringComparison.Ordinal);
        Assert.DoesNotContain("the disk is on fire", abroad, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_a_job_removes_what_it_made_on_both_sides()
    {
        await nodes.RegisterEngineAsync("quick-engine", "echo done");
        await nodes.Alice.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf("short-lived", "quick-engine", "alice", "bob"), CancellationToken.None);
        KusciaJob job = await TwoNodes.AwaitJobAsync(nodes.Alice, "short-lived", JobLimit, "Succeeded", "Failed");
        await TwoNodes.AwaitJobAsync(nodes.Bob, "short-lived", JobLimit, "Succeeded", "Failed");
        string task = job.Spec?.Tasks?[0].TaskID ?? "";
        Assert.Equal("Succeeded", job.Status?.Phase);

        await nodes.Alice.Client.DeleteAsync(Kinds.KusciaJob, TwoNodes.Job("short-lived"), null, CancellationToken.None);

        foreach (NodeProcess node in (NodeProcess[])[nodes.Alice, nodes.Bob])
        {
            await AwaitGoneAsync(node, Kinds.KusciaJob, TwoNodes.Job("short-lived"));
            await AwaitGoneAsync(node, Kinds.KusciaTask, TwoNodes.Job(task));
            await AwaitGoneAsync(node, Kinds.TaskResourceGroup, ResourceName.Cluster(task));
        }
    }

    [Theory]
    [InlineData("unknown-party", "secretflow-image", "carol", "carol")]
    [InlineData("unknown-image", "no-such-image", "bob", "no-such-image")]
    public async Task Job_that_names_something_unknown_says_so(string name, string image, string party, string named)
    {
        await nodes.Alice.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf(name, image, "alice", party), CancellationToken.None);

        KusciaJob job = await nodes.Alice.WaitForAsync(
            Kinds.KusciaJob, TwoNodes.Job(name), j => Told(j).Contains(named, StringComparison.Ordinal), $"telling of {named}", JobLimit);

        Assert.Contains(named, Told(job), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_query_of_the_api_tells_the_state()
    {
        using NodeApi api = new(nodes.Alice);
        await nodes.RegisterEngineAsync("api-engine", "echo done");
        await api.PostAsync("/api/v1/job/create", new JsonObject
        {
            ["job_id"] = "by-api",
            ["initiator"] = "alice",
            ["max_parallelism"] = 1,
            ["tasks"] = new JsonArray(new JsonObject
            {
                ["alias"] = "only",
                ["app_image"] = "api-engine",
                ["task_input_config"] = "{}",
                ["parties"] = new JsonArray(new JsonObject { ["domain_id"] = "alice" }, new JsonObject { ["domain_id"] = "bob" }),
            }),
        });
        await TwoNodes.AwaitJobAsync(nodes.Alice, "by-api", JobLimit, "Succeeded", "Failed");

        JsonNode answer = await api.PostAsync("/api/v1/job/query", new JsonObject { ["job_id"] = "by-api" });

        Assert.Equal("Succeeded", answer["data"]!["status"]!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Wrong_token_is_answered_401()
    {
        using NodeApi api = new(nodes.Alice, token: "0123456789abcdef0123456789abcdef");

        using HttpResponseMessage response = await api.TryPostAsync("/healthZ", []);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Api_refuses_a_caller_without_client_certificate()
    {
        using NodeApi api = new(nodes.Alice, withCertificate: false);

        await Assert.ThrowsAnyAsync<Exception>(() => api.TryPostAsync("/healthZ", []));
    }

    private static string[] FirstColumn(NodeProcess node) =>
        [.. File.ReadLines(Path.Combine(node.Root, "var", "storage", "data", "psi-output.csv")).Select(l => l.Split(',')[0].Trim('"'))];

    private static string Told(KusciaJob job) =>
        $"{job.Status?.Reason} {job.Status?.Message} {string.Join(' ', (job.Status?.Conditions ?? []).Select(c => c.Message))}";

    private static async Task AwaitGoneAsync<T>(NodeProcess node, ResourceKind<T> kind, ResourceName name)
        where T : Resource
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (await node.Client.GetAsync(kind, name, CancellationToken.None) is not null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(60), $"{node.Domain}: {kind.Kind} {name} is still there\n{node.LogTail()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
