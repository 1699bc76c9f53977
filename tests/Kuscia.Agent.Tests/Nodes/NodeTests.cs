using Kuscia.Agent.Tests.Support;
using Kuscia.Hosting.Modules;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Nodes;

public class NodeTests
{
    private static Task<Node?> ReadAsync(AgentWorld world) => world.Client.GetAsync(Kinds.Node, ResourceName.Cluster(NodeName), CancellationToken.None);

    [Fact]
    public async Task Node_registers_with_labels_taint_capacity_and_lease()
    {
        await using AgentWorld world = await StartAsync(o => o with
        {
            Capacity = new AgentCapacityOptions { Cpu = 4, MemoryBytes = 8L << 30, BandwidthMbps = 100, ReservedCpu = 1, ReservedMemoryBytes = 1L << 30 },
        });

        Node node = (await ReadAsync(world))!;
        Assert.Equal("alice", node.Metadata.Label(WellKnownLabels.Namespace));
        Assert.Equal("runp", node.Metadata.Label(WellKnownLabels.Runtime));
        Assert.Equal("alice", node.Metadata.Label("domain"));
        Assert.Equal(new Taint { Key = WellKnownNames.AgentTaint, Value = "v1", Effect = "NoSchedule" }, Assert.Single(node.Spec!.Taints!));
        Assert.Equal("127.0.0.1", node.Status!.Addresses!.Single(a => a.Type == "InternalIP").Address);
        Assert.Equal(("4", "8388608Ki", "100", "500"), Of(node.Status.Capacity!));
        Assert.Equal(("3", "7340032Ki", "90", "500"), Of(node.Status.Allocatable!));
        Assert.Equal("True", node.Status.Conditions!.Single(c => c.Type == "Ready").Status);
        Assert.Contains("somaxconn=", node.Status.Conditions!.Single(c => c.Type == "Kernel-Params").Message, StringComparison.Ordinal);
        Lease lease = await world.WaitAsync(Kinds.Lease, new ResourceName("kube-node-lease", NodeName), "a lease", l => l.Spec?.RenewTime is not null);
        Assert.Equal(180, lease.Spec!.LeaseDurationSeconds);

        static (string, string, string, string) Of(IReadOnlyDictionary<string, IntOrString> r) => (r["cpu"].Text, r["memory"].Text, r[WellKnownNames.BandwidthResource].Text, r["pods"].Text);
    }

    [Fact]
    public async Task Node_name_of_another_domain_is_refused()
    {
        await using AgentWorld world = await StartAsync();
        await world.StopAgentAsync();
        Node foreign = new() { Metadata = new ObjectMeta { Name = NodeName, Labels = new Dictionary<string, string> { ["domain"] = "carol" } } };
        await world.Client.CreateAsync(Kinds.Node, foreign, CancellationToken.None);

        ModuleStartException e = await Assert.ThrowsAsync<ModuleStartException>(world.StartAgentAsync);

        Assert.StartsWith("duplicate node name with other domain: node 'node-a' belongs to domain 'carol'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_of_an_earlier_start_is_taken_over()
    {
        await using AgentWorld world = await StartAsync(o => o with { KeepTasksOnStop = true });
        string? uid = (await ReadAsync(world))!.Metadata.Uid;

        await world.StopAgentAsync();
        await world.StartAgentAsync();

        Assert.Equal(uid, (await ReadAsync(world))!.Metadata.Uid);
    }

    [Fact]
    public async Task Reservation_above_what_is_there_stops_the_start_with_the_key()
    {
        ModuleStartException e = await Assert.ThrowsAsync<ModuleStartException>(() => StartAsync(o => o with { Capacity = new AgentCapacityOptions { MemoryBytes = 1000, ReservedMemoryBytes = 2000 } }));

        Assert.Contains("reservedResources.memory", e.Message, StringComparison.Ordinal);
    }
}
