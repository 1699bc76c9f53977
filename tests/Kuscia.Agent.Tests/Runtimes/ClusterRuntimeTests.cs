using Kuscia.Agent.Tests.Support;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Runtimes;

/// <summary>A runtime that stands on another cluster loses it and finds it again.</summary>
public class ClusterRuntimeTests
{
    private static Task<Node> WaitForNodeAsync(AgentWorld world, string unavailable) => world.WaitAsync(
        Kinds.Node, ResourceName.Cluster(NodeName), $"RuntimeUnavailable {unavailable}", n => n.Status?.Conditions?.Any(c => c.Type == "RuntimeUnavailable" && c.Status == unavailable) == true);

    [Fact]
    public async Task What_happens_while_the_cluster_is_out_of_reach_is_told_afterwards()
    {
        ClusterWorkbench bench = new();
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("far"));
        await bench.RunAsync("far");
        await bench.WriteAsync("far", "before");
        await world.WaitForPhaseAsync("far", "Running");

        bench.Cluster.Lose();
        Node lost = await WaitForNodeAsync(world, "True");
        await bench.WriteAsync("far", "meanwhile");
        await bench.EndAsync("far", 4);
        bench.Cluster.Return();

        Pod ended = await world.WaitForPhaseAsync("far", "Failed");
        await WaitForNodeAsync(world, "False");
        Assert.Contains("connection refused", lost.Status!.Conditions!.Single(c => c.Type == "RuntimeUnavailable").Message, StringComparison.Ordinal);
        Assert.Equal("True", lost.Status.Conditions!.Single(c => c.Type == "Ready").Status);
        Assert.Equal(4, ended.Status!.ContainerStatuses![0].State!.Terminated!.ExitCode);
        Assert.Equal("before\nmeanwhile\n", await world.ReadLogAsync("far"));
    }

    [Fact]
    public async Task Pod_that_came_while_the_cluster_was_out_of_reach_starts_afterwards()
    {
        ClusterWorkbench bench = new();
        await using AgentWorld world = await bench.StartAsync();
        bench.Cluster.Lose();
        await WaitForNodeAsync(world, "True");

        await world.CreatePodAsync(bench.Pod("late"));
        bench.Cluster.Return();
        await bench.RunAsync("late");

        await world.WaitForPhaseAsync("late", "Running");
    }

    [Fact]
    public async Task Pod_deleted_while_the_cluster_is_out_of_reach_stays_until_it_has_ended_there()
    {
        ClusterWorkbench bench = new();
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("held"));
        await bench.RunAsync("held");
        await world.WaitForPhaseAsync("held", "Running");
        bench.Cluster.Lose();
        await WaitForNodeAsync(world, "True");

        await world.MarkDeletedAsync("held", 5);
        Pod? held = await world.Client.GetAsync(Kinds.Pod, new ResourceName(Domain, "held"), CancellationToken.None);
        bench.Cluster.Return();

        Assert.NotNull(held);
        await world.WaitGoneAsync("held");
        await bench.WaitUntilNothingIsLeftAsync();
    }

    [Fact]
    public async Task Agent_that_starts_while_the_cluster_is_out_of_reach_waits_for_it()
    {
        ClusterWorkbench bench = new();
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("kept"));
        await bench.RunAsync("kept");
        await world.WaitForPhaseAsync("kept", "Running");
        await world.StopAgentAsync();

        bench.Cluster.Lose();
        await world.StartAgentAsync();
        await WaitForNodeAsync(world, "True");
        await bench.EndAsync("kept", 0);
        bench.Cluster.Return();

        await world.WaitForPhaseAsync("kept", "Succeeded");
    }

    [Fact]
    public async Task What_the_cluster_says_of_a_pod_stands_in_its_status()
    {
        ClusterWorkbench bench = new();
        await using AgentWorld world = await bench.StartAsync();
        await world.CreatePodAsync(bench.Pod("crowded"));

        await bench.Cluster.RefuseAsync("crowded", "0/3 nodes are available: 3 Insufficient cpu");

        Pod pod = await world.WaitForPodAsync("crowded", "unschedulable", p => p.Status?.Conditions?.Any(c => c is { Type: "PodScheduled", Status: "False" }) == true);
        Assert.Equal("Pending", pod.Status!.Phase);
        Assert.Equal("0/3 nodes are available: 3 Insufficient cpu", pod.Status.Conditions!.Single(c => c.Type == "PodScheduled").Message);
    }
}
