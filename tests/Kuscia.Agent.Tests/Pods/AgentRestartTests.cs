using System.Globalization;
using Kuscia.Agent.Runtimes.RunP;
using Kuscia.Agent.Tests.Support;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Pods;

// An agent that stops with KeepTasksOnStop leaves its processes and files exactly as an agent that was killed.
public class AgentRestartTests
{
    private static Task<AgentWorld> StartKeepingAsync() => StartAsync(o => o with { KeepTasksOnStop = true });

    [Fact]
    public async Task Running_process_is_taken_over_and_its_exit_code_is_reported()
    {
        await using AgentWorld world = await StartKeepingAsync();
        string gate = Path.Combine(world.Root, "gate");
        await world.CreatePodAsync(ShellPod("stay", $"while [ ! -e {gate} ]; do sleep 0.05; done; echo after; exit 5"));
        Pod before = await world.WaitForPhaseAsync("stay", "Running");

        await world.StopAgentAsync();
        await world.StartAgentAsync();
        await File.WriteAllTextAsync(gate, "go");

        Pod after = await world.WaitForPhaseAsync("stay", "Failed");
        Assert.Equal(5, after.Status!.ContainerStatuses![0].State!.Terminated!.ExitCode);
        Assert.Equal("after\n", after.Status.ContainerStatuses[0].State!.Terminated!.Message);
        Assert.Equal(before.Status!.ContainerStatuses![0].ContainerID, after.Status.ContainerStatuses[0].ContainerID);
        Assert.Equal(0, after.Status.ContainerStatuses[0].RestartCount);
    }

    [Fact]
    public async Task Exit_code_is_kept_when_the_process_ends_while_the_agent_is_down()
    {
        await using AgentWorld world = await StartKeepingAsync();
        string gate = Path.Combine(world.Root, "gate");
        string pid = Path.Combine(world.Root, "pid");
        await world.CreatePodAsync(ShellPod("brief", $"echo $$ > {pid}; while [ ! -e {gate} ]; do sleep 0.05; done; exit 0"));
        int process = int.Parse(await WaitForFileAsync(pid), CultureInfo.InvariantCulture);
        await world.WaitForPhaseAsync("brief", "Running");

        await world.StopAgentAsync();
        await File.WriteAllTextAsync(gate, "go");
        await WaitForEndAsync(process);
        await world.StartAgentAsync();

        await world.WaitForPhaseAsync("brief", "Succeeded");
    }

    [Fact]
    public async Task Lost_exit_code_fails_the_pod_with_a_reason()
    {
        await using AgentWorld world = await StartKeepingAsync();
        string pid = Path.Combine(world.Root, "pid");
        await world.CreatePodAsync(ShellPod("lost", $"echo $PPID > {pid}.new; mv {pid}.new {pid}; while :; do sleep 0.1; done"));
        int launcher = int.Parse(await WaitForFileAsync(pid), CultureInfo.InvariantCulture);
        await world.WaitForPhaseAsync("lost", "Running");

        await world.StopAgentAsync();
        ProcessSignals.SendToGroup(launcher, ProcessSignals.Kill);
        await WaitForEndAsync(launcher);
        await world.StartAgentAsync();

        Pod pod = await world.WaitForPhaseAsync("lost", "Failed");
        ContainerStateTerminated ended = pod.Status!.ContainerStatuses![0].State!.Terminated!;
        Assert.Equal("ContainerStatusUnknown", ended.Reason);
        Assert.Contains("exit code is lost", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_of_a_pod_that_was_deleted_meanwhile_is_killed()
    {
        await using AgentWorld world = await StartKeepingAsync();
        string pid = Path.Combine(world.Root, "pid");
        await world.CreatePodAsync(ShellPod("orphan", $"echo $$ > {pid}; exec sleep 600"));
        int process = int.Parse(await WaitForFileAsync(pid), CultureInfo.InvariantCulture);
        await world.WaitForPhaseAsync("orphan", "Running");

        await world.StopAgentAsync();
        await world.Client.DeleteAsync(Kinds.Pod, new ResourceName(Domain, "orphan"), null, CancellationToken.None);
        await world.StartAgentAsync();

        await WaitForEndAsync(process);
    }

    [Fact]
    public async Task Stop_of_the_node_ends_its_tasks_reports_them_and_removes_the_node()
    {
        await using AgentWorld world = await StartAsync();
        string pid = Path.Combine(world.Root, "pid");
        await world.CreatePodAsync(ShellPod("task", $"echo $$ > {pid}; exec sleep 600"));
        int process = int.Parse(await WaitForFileAsync(pid), CultureInfo.InvariantCulture);
        await world.WaitForPhaseAsync("task", "Running");

        await world.StopAgentAsync();

        await WaitForEndAsync(process);
        Pod? pod = await world.Client.GetAsync(Kinds.Pod, new ResourceName(Domain, "task"), CancellationToken.None);
        Assert.Equal("Failed", pod!.Status!.Phase);
        Assert.Null(await world.Client.GetAsync(Kinds.Node, ResourceName.Cluster(NodeName), CancellationToken.None));
    }
}
