using System.IO.Pipelines;
using System.Text;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Agent.Tests.Support;
using Kuscia.Hosting.Logs;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Runtimes;

/// <summary>What a user sees of a pod is the same whatever runtime runs it: processes, containers of an engine that keeps images and lines, or whole pods handed to another cluster.</summary>
public class PodRuntimeTests
{
    public static TheoryData<string> Runtimes => ["runp", "runc", "runk"];

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Pod_shows_what_its_container_does(string runtime)
    {
        Workbench bench = Workbench.Of(runtime);
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("work"));
        await bench.RunAsync("work");
        Pod running = await world.WaitForPodAsync("work", "running and ready", p => p.Status is { Phase: "Running" } s && s.ContainerStatuses![0].Ready);

        await bench.EndAsync("work", 7);

        Pod ended = await world.WaitForPhaseAsync("work", "Failed");
        Assert.Equal("True", running.Status!.Conditions!.Single(c => c.Type == "Ready").Status);
        Assert.NotNull(running.Status.PodIP);
        Assert.Equal(7, ended.Status!.ContainerStatuses![0].State!.Terminated!.ExitCode);
        Assert.Equal("PodFailed", ended.Status.Conditions!.Single(c => c.Type == "Ready").Reason);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Deleted_pod_ends_says_so_and_leaves_nothing(string runtime)
    {
        Workbench bench = Workbench.Of(runtime);
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("gone"));
        await bench.RunAsync("gone");
        await world.WaitForPhaseAsync("gone", "Running");
        Task<Pod> last = world.WaitForPhaseAsync("gone", "Failed");

        await world.MarkDeletedAsync("gone", 5);

        Assert.Equal(143, (await last).Status!.ContainerStatuses![0].State!.Terminated!.ExitCode);
        await world.WaitGoneAsync("gone");
        await bench.WaitUntilNothingIsLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Pod_whose_object_is_removed_by_force_leaves_nothing(string runtime)
    {
        Workbench bench = Workbench.Of(runtime);
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("forced"));
        await bench.RunAsync("forced");
        await world.WaitForPhaseAsync("forced", "Running");

        await world.Client.DeleteAsync(Kinds.Pod, new ResourceName(Domain, "forced"), null, CancellationToken.None);

        await bench.WaitUntilNothingIsLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Pod_that_is_refused_never_reaches_the_runtime(string runtime)
    {
        Workbench bench = Workbench.Of(runtime);
        await using AgentWorld world = await bench.StartAsync();
        Pod pod = bench.Pod("large");
        Container huge = pod.Spec!.Containers![0] with { Resources = new ResourceRequirements { Requests = new Dictionary<string, Model.Json.IntOrString> { ["cpu"] = Model.Json.IntOrString.FromString("10000") } } };

        await world.CreatePodAsync(pod with { Spec = pod.Spec with { Containers = [huge] } });

        Pod refused = await world.WaitForPhaseAsync("large", "Failed");
        Assert.Equal("OutOfcpu", refused.Status!.Reason);
        Assert.Empty(await bench.Runtime.ListAsync(CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Restarted_agent_takes_over_what_runs(string runtime)
    {
        Workbench bench = Workbench.Of(runtime);
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("stay"));
        await bench.RunAsync("stay");
        Pod before = await world.WaitForPhaseAsync("stay", "Running");

        await world.StopAgentAsync();
        await world.StartAgentAsync();
        await bench.EndAsync("stay", 5);

        Pod after = await world.WaitForPhaseAsync("stay", "Failed");
        Assert.Equal(5, after.Status!.ContainerStatuses![0].State!.Terminated!.ExitCode);
        Assert.Equal(before.Status!.ContainerStatuses![0].ContainerID, after.Status.ContainerStatuses[0].ContainerID);
        Assert.Equal(0, after.Status.ContainerStatuses[0].RestartCount);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Restarted_agent_finds_the_code_and_the_lines_of_what_ended_meanwhile(string runtime)
    {
        Workbench bench = Workbench.Of(runtime);
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("brief"));
        await bench.RunAsync("brief");
        await bench.WriteAsync("brief", "one");
        await world.WaitForPhaseAsync("brief", "Running");
        Assert.Equal("one", await FirstLineAsync(world, "brief"));

        await world.StopAgentAsync();
        await bench.WriteAsync("brief", "two");
        await bench.EndAsync("brief", 3);
        await world.StartAgentAsync();

        Pod ended = await world.WaitForPhaseAsync("brief", "Failed");
        Assert.Equal(3, ended.Status!.ContainerStatuses![0].State!.Terminated!.ExitCode);
        Assert.Equal("one\ntwo\n", await world.ReadLogAsync("brief"));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Restarted_agent_ends_what_was_deleted_meanwhile(string runtime)
    {
        Workbench bench = Workbench.Of(runtime);
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("orphan"));
        await bench.RunAsync("orphan");
        await world.WaitForPhaseAsync("orphan", "Running");

        await world.StopAgentAsync();
        await world.Client.DeleteAsync(Kinds.Pod, new ResourceName(Domain, "orphan"), null, CancellationToken.None);
        await world.StartAgentAsync();

        await bench.WaitUntilNothingIsLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Lines_are_followed_and_outlive_the_pod(string runtime)
    {
        Workbench bench = Workbench.Of(runtime);
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("talk"));
        await bench.RunAsync("talk");
        await bench.WriteAsync("talk", "one");
        await world.WaitForPhaseAsync("talk", "Running");
        Pipe pipe = new();
        await FirstLineAsync(world, "talk");
        Task<bool> copy = world.Logs.CopyToAsync(new ResourceName(Domain, "talk"), new PodLogOptions { Follow = true }, pipe.Writer.AsStream(), CancellationToken.None);
        using StreamReader reader = new(pipe.Reader.AsStream());
        string? first = await reader.ReadLineAsync();

        await bench.WriteAsync("talk", "two");
        string? second = await reader.ReadLineAsync();
        await bench.EndAsync("talk", 0);

        Assert.True(await copy);
        await world.WaitForPhaseAsync("talk", "Succeeded");
        await world.MarkDeletedAsync("talk", 1);
        await world.WaitGoneAsync("talk");
        Assert.Equal(("one", "two"), (first, second));
        Assert.Equal("one\ntwo\n", await world.ReadLogAsync("talk"));
    }

    [Theory]
    [InlineData("runp")]
    [InlineData("runc")]
    public async Task Last_lines_of_a_failed_container_stand_in_its_status(string runtime)
    {
        Workbench bench = Workbench.Of(runtime);
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("words"));
        await bench.WriteAsync("words", "boom");

        await bench.EndAsync("words", 1);

        Pod pod = await world.WaitForPhaseAsync("words", "Failed");
        Assert.Equal("boom\n", pod.Status!.ContainerStatuses![0].State!.Terminated!.Message);
        Assert.StartsWith($"{runtime}://", pod.Status.ContainerStatuses[0].ContainerID, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Command_runs_in_a_running_container_and_its_use_is_known(string runtime)
    {
        Workbench bench = Workbench.Of(runtime);
        await using AgentWorld world = await bench.StartAsync();
        PodKey key = PodKey.Of(await world.CreatePodAsync(bench.Pod("busy")));
        await bench.RunAsync("busy");
        await world.WaitForPhaseAsync("busy", "Running");
        using MemoryStream output = new();

        int code = await bench.Runtime.ExecAsync(key, "main", new ExecRequest(["echo", "hello"], null, output, Stream.Null), CancellationToken.None);
        IReadOnlyDictionary<string, ContainerStats> stats = await bench.Runtime.StatsAsync(key, CancellationToken.None);

        Assert.Equal((0, "hello\n"), (code, Encoding.UTF8.GetString(output.ToArray())));
        Assert.True(stats["main"].MemoryBytes > 0, "no memory");
        await bench.EndAsync("busy", 0);
        await world.WaitForPhaseAsync("busy", "Succeeded");
        await Assert.ThrowsAsync<ContainerStartException>(() => bench.Runtime.ExecAsync(key, "main", new ExecRequest(["true"], null, output, output), CancellationToken.None));
    }

    // There may be no file yet: asked again until there is.
    private static async Task<string?> FirstLineAsync(AgentWorld world, string pod)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        using MemoryStream log = new();
        while (log.Length == 0)
        {
            await world.Logs.CopyToAsync(new ResourceName(Domain, pod), new PodLogOptions(), log, limit.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }

        return Encoding.UTF8.GetString(log.ToArray()).Split('\n')[0];
    }
}
