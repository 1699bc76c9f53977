using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>kill -9 of nodes in the middle of jobs: tasks run on and are taken over, nothing is started twice, lost or left behind.</summary>
public class CrashTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("bob")]
    [InlineData("alice")]
    [InlineData("alice", "bob")]
    public async Task Running_tasks_of_a_killed_node_are_taken_over_and_the_job_succeeds(params string[] killed)
    {
        GatedEngine engine = await StartAsync($"taken-over-{string.Join('-', killed)}");
        Dictionary<string, int> before = nodes.Both.ToDictionary(n => n.Domain, n => Assert.Single(engine.Starts(n)));
        NodeProcess[] victims = [.. nodes.Both.Where(n => killed.Contains(n.Domain))];

        await Task.WhenAll(victims.Select(n => n.KillAsync()));
        Assert.All(before.Values, p => Assert.True(Directory.Exists($"/proc/{p}"), "the task must outlive its node"));
        await Task.WhenAll(victims.Select(n => n.StartAsync()));

        foreach (NodeProcess node in victims)
        {
            await engine.AwaitLogGrowthAsync(node);
        }

        engine.Open();
        await AwaitSucceededAsync(engine.Name);
        foreach (NodeProcess node in nodes.Both)
        {
            Assert.Equal([before[node.Domain]], engine.Starts(node));
            string log = engine.Log(node);
            Assert.StartsWith("begin\nline 1\n", log, StringComparison.Ordinal);
            Assert.EndsWith("end\n", log, StringComparison.Ordinal);
        }

        await DeleteAndAwaitNoProcessAsync(engine);
    }

    [Theory]
    [InlineData(0, "Succeeded")]
    [InlineData(9, "Failed")]
    public async Task Exit_code_of_a_task_that_ended_while_its_node_was_down_is_found(int code, string phase)
    {
        GatedEngine engine = await StartAsync($"ended-in-outage-{code}", code);
        int process = Assert.Single(engine.Starts(nodes.Bob));

        await nodes.Bob.KillAsync();
        engine.Open();
        await GatedEngine.AwaitEndAsync(process);
        await nodes.Bob.StartAsync();

        KusciaJob job = await TwoNodes.AwaitJobAsync(nodes.Alice, engine.Name, Limit, "Succeeded", "Failed");
        KusciaJob mirror = await TwoNodes.AwaitJobAsync(nodes.Bob, engine.Name, Limit, "Succeeded", "Failed");
        Assert.Equal((phase, phase), (job.Status?.Phase, mirror.Status?.Phase));
        Assert.Equal([process], engine.Starts(nodes.Bob));
        string told = await TwoNodes.TaskTextAsync(nodes.Bob, job);
        Assert.True(code == 0 || told.Contains($"exited with code {code}", StringComparison.Ordinal), told);
        await DeleteAndAwaitNoProcessAsync(engine);
    }

    // The kill falls before, into or behind the start of the process; whichever it is, the task runs once.
    [Theory]
    [InlineData("sandbox", "meta.json")]
    [InlineData("sandbox", "process.json")]
    [InlineData("sandbox", "exit")]
    public async Task Pod_that_was_starting_when_its_node_was_killed_runs_exactly_once(string folder, string file)
    {
        GatedEngine engine = await GatedEngine.RegisterAsync(nodes, $"starting-{file.Replace(".json", "", StringComparison.Ordinal)}", 0);
        Task seen = GatedEngine.AwaitFileAsync(Path.Combine(nodes.Bob.Root, folder), $"bob_{engine.Name}", file);
        await CreateAsync(engine);

        await seen;
        await nodes.Bob.KillAsync();
        await nodes.Bob.StartAsync();

        engine.Open();
        await AwaitSucceededAsync(engine.Name);
        Assert.Single(engine.Starts(nodes.Bob));
        Assert.Single(engine.Starts(nodes.Alice));
        await DeleteAndAwaitNoProcessAsync(engine);
    }

    [Fact]
    public async Task Task_of_a_job_deleted_while_its_node_was_down_is_ended_at_the_restart()
    {
        GatedEngine engine = await StartAsync("deleted-in-outage");
        int process = Assert.Single(engine.Starts(nodes.Bob));

        await nodes.Bob.KillAsync();
        await nodes.Alice.Client.DeleteAsync(Kinds.KusciaJob, TwoNodes.Job(engine.Name), null, CancellationToken.None);
        Assert.True(Directory.Exists($"/proc/{process}"));
        await nodes.Bob.StartAsync();

        await GatedEngine.AwaitEndAsync(process);
        await engine.AwaitNoProcessAsync(nodes.Both);
        Assert.NotNull(await nodes.Bob.Client.GetAsync(Kinds.Domain, ResourceName.Cluster("alice"), CancellationToken.None));
    }

    private async Task<GatedEngine> StartAsync(string name, int exitCode = 0)
    {
        GatedEngine engine = await GatedEngine.RegisterAsync(nodes, name, exitCode);
        await CreateAsync(engine);
        foreach (NodeProcess node in nodes.Both)
        {
            await engine.AwaitRunningAsync(node, Limit);
        }

        return engine;
    }

    private Task<KusciaJob> CreateAsync(GatedEngine engine) =>
        nodes.Alice.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf(engine.Name, engine.Name, "alice", "bob"), CancellationToken.None);

    private async Task AwaitSucceededAsync(string job)
    {
        foreach (NodeProcess node in nodes.Both)
        {
            KusciaJob ended = await TwoNodes.AwaitJobAsync(node, job, Limit, "Succeeded", "Failed");
            Assert.True(ended.Status?.Phase == "Succeeded", $"{node.Domain}: {ended.Status?.Reason} {ended.Status?.Message}\n{node.LogTail()}");
        }
    }

    private async Task DeleteAndAwaitNoProcessAsync(GatedEngine engine)
    {
        await nodes.Alice.Client.DeleteAsync(Kinds.KusciaJob, TwoNodes.Job(engine.Name), null, CancellationToken.None);
        await engine.AwaitNoProcessAsync(nodes.Both);
    }
}
