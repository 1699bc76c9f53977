using System.Globalization;
using Kuscia.Agent.Runtimes.RunP;
using Kuscia.Agent.Tests.Support;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Pods;

public class PodDeletionTests
{
    [Fact]
    public async Task Deletion_lets_the_process_end_by_itself_and_removes_the_pod()
    {
        await using AgentWorld world = await StartAsync();
        string file = Path.Combine(world.Root, "ended");
        string ready = Path.Combine(world.Root, "ready");
        await world.CreatePodAsync(ShellPod("polite", $"trap 'echo bye > {file}; exit 0' TERM; echo up > {ready}; while :; do sleep 0.05; done"));
        await WaitForFileAsync(ready);

        await world.MarkDeletedAsync("polite", 20);

        await world.WaitGoneAsync("polite");
        Assert.Equal("bye", await File.ReadAllTextAsync(file) is var text ? text.Trim() : "");
        Assert.Empty(Directory.GetDirectories(Path.Combine(world.Root, "sandbox")));
    }

    [Fact]
    public async Task Deletion_kills_the_whole_tree_even_when_it_ignores_signals_and_leaves_its_session()
    {
        await using AgentWorld world = await StartAsync();
        string pids = Path.Combine(world.Root, "pids");
        string far = Path.Combine(world.Root, "far");
        string script = $"trap '' TERM; (trap '' TERM; sleep 600) & a=$!; setsid sh -c 'echo $$ > {far}.new; mv {far}.new {far}; exec sleep 600' & while [ ! -e {far} ]; do sleep 0.05; done; echo $$ $a $(cat {far}) > {pids}.new; mv {pids}.new {pids}; while :; do sleep 1; done";
        await world.CreatePodAsync(ShellPod("stubborn", script));
        int[] processes = [.. (await WaitForFileAsync(pids)).Split(' ').Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
        Assert.All(processes, p => Assert.NotNull(ProcessTable.StartTicks(p)));

        await world.MarkDeletedAsync("stubborn", 1);

        await world.WaitGoneAsync("stubborn");
        foreach (int process in processes)
        {
            await WaitForEndAsync(process);
        }
    }

    [Fact]
    public async Task Pod_object_removed_by_force_ends_its_process()
    {
        await using AgentWorld world = await StartAsync();
        string pid = Path.Combine(world.Root, "pid");
        await world.CreatePodAsync(ShellPod("forced", $"echo $$ > {pid}; trap '' TERM; while :; do sleep 0.1; done"));
        int process = int.Parse(await WaitForFileAsync(pid), CultureInfo.InvariantCulture);

        await world.Client.DeleteAsync(Kinds.Pod, new ResourceName(Domain, "forced"), null, CancellationToken.None);

        await WaitForEndAsync(process);
    }

    [Fact]
    public async Task Last_status_before_the_removal_is_terminal()
    {
        await using AgentWorld world = await StartAsync();
        await world.CreatePodAsync(ShellPod("always", "exec sleep 600", s => s with { RestartPolicy = "Always" }));
        await world.WaitForPhaseAsync("always", "Running");
        Task<Pod> failed = world.WaitForPhaseAsync("always", "Failed");

        await world.MarkDeletedAsync("always", 5);

        Pod pod = await failed;
        Assert.Equal(143, pod.Status!.ContainerStatuses![0].State!.Terminated!.ExitCode);
        await world.WaitGoneAsync("always");
    }

    [Fact]
    public async Task Children_left_behind_by_a_finished_process_are_killed()
    {
        await using AgentWorld world = await StartAsync();
        string pid = Path.Combine(world.Root, "pid");
        await world.CreatePodAsync(ShellPod("parent", $"sleep 600 & echo $! > {pid}; exit 0"));
        int child = int.Parse(await WaitForFileAsync(pid), CultureInfo.InvariantCulture);

        await world.WaitForPhaseAsync("parent", "Succeeded");

        await WaitForEndAsync(child);
    }
}
