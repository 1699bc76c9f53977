using Kuscia.Agent.Tests.Support;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Pods;

public class PodLifeTests
{
    [Fact]
    public async Task Pod_whose_process_exits_with_zero_succeeds()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("ok", "echo hello; exit 0"));

        Pod pod = await world.WaitForPhaseAsync("ok", "Succeeded");
        ContainerStatus container = Assert.Single(pod.Status!.ContainerStatuses!);
        Assert.Equal(0, container.State!.Terminated!.ExitCode);
        Assert.Equal("Completed", container.State.Terminated.Reason);
        Assert.Null(container.State.Terminated.Message);
        Assert.Equal("127.0.0.1", pod.Status.PodIP);
        Assert.Equal("127.0.0.1", pod.Status.HostIP);
        Assert.NotNull(pod.Status.StartTime);
        Assert.Equal("hello\n", await world.ReadLogAsync("ok"));
    }

    [Fact]
    public async Task Failing_pod_shows_exit_code_and_last_log_lines()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("bad", "echo to-stdout; echo boom >&2; exit 7"));

        Pod pod = await world.WaitForPhaseAsync("bad", "Failed");
        ContainerStateTerminated ended = pod.Status!.ContainerStatuses![0].State!.Terminated!;
        Assert.Equal(7, ended.ExitCode);
        Assert.Equal("Error", ended.Reason);
        Assert.Equal("to-stdout\nboom\n", ended.Message);
        Assert.Equal("PodFailed", pod.Status.Conditions!.Single(c => c.Type == "Ready").Reason);
    }

    [Fact]
    public async Task Running_pod_is_ready_and_shows_its_start()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("run", "exec sleep 600"));

        Pod pod = await world.WaitForPhaseAsync("run", "Running");
        ContainerStatus container = pod.Status!.ContainerStatuses![0];
        Assert.True(container.Ready);
        Assert.NotNull(container.State!.Running!.StartedAt);
        Assert.StartsWith("runp://", container.ContainerID, StringComparison.Ordinal);
        Assert.All(["PodScheduled", "Initialized", "ContainersReady", "Ready"], t => Assert.Equal("True", pod.Status.Conditions!.Single(c => c.Type == t).Status));
    }

    [Fact]
    public async Task Unknown_command_is_a_start_error_in_clear_words()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("typo", "", container: c => c with { Command = ["no-such-engine", "--run"] }));

        Pod pod = await world.WaitForPhaseAsync("typo", "Failed");
        ContainerStateTerminated ended = pod.Status!.ContainerStatuses![0].State!.Terminated!;
        Assert.Equal(128, ended.ExitCode);
        Assert.Equal("StartError", ended.Reason);
        Assert.StartsWith("command not found: 'no-such-engine' is in none of the directories of PATH", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_image_waits_with_a_reason_that_names_it()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("img", "true", container: c => c with { Image = "example.com/other:1" }));

        Pod pod = await world.WaitForPodAsync("img", "an image error", p => p.Status?.ContainerStatuses?[0].State?.Waiting?.Message is not null);
        Assert.Contains(pod.Status!.ContainerStatuses![0].State!.Waiting!.Reason, new[] { "ErrImagePull", "ImagePullBackOff" });
        Assert.Contains("example.com/other:1", pod.Status.ContainerStatuses[0].State!.Waiting!.Message, StringComparison.Ordinal);
        Assert.Equal("Pending", pod.Status.Phase);
    }

    [Fact]
    public async Task OnFailure_restarts_until_success_and_keeps_every_log()
    {
        await using AgentWorld world = await StartAsync();
        string counter = Path.Combine(world.Root, "runs");

        await world.CreatePodAsync(ShellPod("again", $"echo x >> {counter}; n=$(wc -l < {counter}); echo run $n; [ $n -ge 3 ]", s => s with { RestartPolicy = "OnFailure" }));

        Pod pod = await world.WaitForPhaseAsync("again", "Succeeded");
        Assert.Equal(2, pod.Status!.ContainerStatuses![0].RestartCount);
        Assert.Equal(1, pod.Status.ContainerStatuses[0].LastState!.Terminated!.ExitCode);
        Assert.Equal("run 3\n", await world.ReadLogAsync("again"));
        Assert.Equal("run 2\n", await world.ReadLogAsync("again", new Kuscia.Hosting.Logs.PodLogOptions { Previous = true }));
    }

    [Fact]
    public async Task Always_restarts_a_container_that_succeeded()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("loop", "exit 0", s => s with { RestartPolicy = "Always" }));

        Pod pod = await world.WaitForPodAsync("loop", "two restarts", p => p.Status?.ContainerStatuses?[0].RestartCount >= 2);
        Assert.Equal("Running", pod.Status!.Phase);
    }

    [Fact]
    public async Task Long_back_off_shows_as_crash_loop()
    {
        await using AgentWorld world = await StartAsync(o => o with { Timing = o.Timing with { RestartBackOff = TimeSpan.FromMinutes(5) } });

        await world.CreatePodAsync(ShellPod("crash", "exit 3", s => s with { RestartPolicy = "Always" }));

        Pod pod = await world.WaitForPodAsync("crash", "CrashLoopBackOff", p => p.Status?.ContainerStatuses?[0] is { RestartCount: 1, State.Waiting.Reason: "CrashLoopBackOff" });
        Assert.Equal(3, pod.Status!.ContainerStatuses![0].LastState!.Terminated!.ExitCode);
        Assert.Contains("back-off 300s", pod.Status.ContainerStatuses[0].State!.Waiting!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_containers_run_one_after_another_before_the_others()
    {
        await using AgentWorld world = await StartAsync();
        string order = Path.Combine(world.Root, "order");
        Container Step(string name, string script) => new() { Name = name, Image = Image, Command = ["sh", "-c", script] };

        await world.CreatePodAsync(ShellPod("init", $"echo main >> {order}", s => s with { InitContainers = [Step("one", $"echo one >> {order}"), Step("two", $"echo two >> {order}")] }));

        await world.WaitForPhaseAsync("init", "Succeeded");
        Assert.Equal(["one", "two", "main"], await File.ReadAllLinesAsync(order));
    }

    [Fact]
    public async Task Pod_past_its_deadline_fails()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("late", "exec sleep 600", s => s with { ActiveDeadlineSeconds = 1 }));

        Pod pod = await world.WaitForPhaseAsync("late", "Failed");
        Assert.Equal("DeadlineExceeded", pod.Status!.Reason);
    }

    [Theory]
    [InlineData(72)]
    [InlineData(-1)]
    public async Task Pod_within_its_deadline_runs_on_when_the_clock_is_set(int hours)
    {
        await using AgentWorld world = await StartAsync();
        string go = Path.Combine(world.Root, "go");
        await world.CreatePodAsync(ShellPod("early", $"while [ ! -e {go} ]; do sleep 0.1; done", s => s with { ActiveDeadlineSeconds = 3000 }));
        await world.WaitForPhaseAsync("early", "Running");

        world.Clock.Set(TimeSpan.FromHours(hours));
        await File.WriteAllTextAsync(go, "");

        // The end of the process is one more look at the deadline.
        Pod pod = await world.WaitForPhaseAsync("early", "Succeeded");
        Assert.Null(pod.Status?.Reason);
    }

    [Fact]
    public async Task Pod_of_another_node_is_left_alone()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("foreign", "true", s => s with { NodeName = "elsewhere" }));
        await world.CreatePodAsync(ShellPod("own", "true"));

        await world.WaitForPhaseAsync("own", "Succeeded");
        Pod? foreign = await world.Client.GetAsync(Kinds.Pod, new ResourceName(Domain, "foreign"), CancellationToken.None);
        Assert.Null(foreign!.Status);
    }
}
