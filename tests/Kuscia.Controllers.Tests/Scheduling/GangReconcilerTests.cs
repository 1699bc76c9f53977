using Kuscia.Controllers.Scheduling;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using static Kuscia.Controllers.Tests.Tasks.TaskSamples;

namespace Kuscia.Controllers.Tests.Scheduling;

public sealed class GangReconcilerTests
{
    private static readonly GangReconciler Reconciler = new(new SchedulerOptions());

    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public void Enough_pods_that_fit_are_held_and_the_resource_is_reserved()
    {
        PodGroupDecision decision = Decide(TaskResourcePhase.Reserving, [Pod("a", "1Gi"), Pod("b", "1Gi")], Node("n1", "alice"));

        Assert.Equal(TaskResourcePhase.Reserved, decision.Status?.Phase);
        Assert.Equal(["a", "b"], decision.Hold.Keys.Order());
        Assert.False(decision.Bind);
    }

    [Fact]
    public void Reserve_holds_nothing_when_only_part_of_the_gang_fits()
    {
        NodeSnapshot nodes = new([Node("n1", "alice", memory: "3Gi")], []);
        PodGroup group = Group(TaskResourcePhase.Reserving, [Pod("a", "2Gi"), Pod("b", "2Gi")]);

        PodGroupDecision decision = Reconciler.Decide(group, Nothing, nodes, Now);

        Assert.Empty(decision.Hold);
        Assert.Equal("0/1 nodes are available: node n1 has too little memory: 2Gi wanted, 1Gi free of 3Gi", decision.Refusals["b"]);
        Assert.StartsWith("1 of the 2 pods that must run together fit; another pod does not: ", decision.Refusals["a"], StringComparison.Ordinal);
        Assert.Equal(TaskResourcePhase.Reserving, decision.Status?.Phase);
        Assert.Equal("n1", nodes.Choose(Pod("c", "3Gi")).Node);
    }

    [Fact]
    public void Reserved_pods_wait_for_the_other_parties_and_let_go_in_time()
    {
        PodGroup group = Group(TaskResourcePhase.Reserved, [Pod("a", "1Gi")]);
        Dictionary<string, string> held = new() { ["a"] = "n1" };

        PodGroupDecision waiting = Reconciler.Decide(group, held, new NodeSnapshot([Node("n1", "alice")], []), Now.AddSeconds(10));
        PodGroupDecision late = Reconciler.Decide(group, held, new NodeSnapshot([Node("n1", "alice")], []), Now.AddSeconds(30));

        Assert.Equal(("n1", TimeSpan.FromSeconds(20)), (waiting.Hold["a"], waiting.RetryAfter));
        Assert.Empty(late.Hold);
        Assert.Equal(TaskResourcePhase.Failed, late.Status?.Phase);
        Assert.Equal("schedule task resource alice/tr related pod alice/a failed: the other parties did not reserve within 30 seconds", late.Status?.Conditions.Find("Failed")?.Reason);
    }

    [Fact]
    public void Schedulable_pods_are_bound_to_the_nodes_held_for_them()
    {
        PodGroup group = Group(TaskResourcePhase.Schedulable, [Pod("a", "1Gi")]);

        PodGroupDecision decision = Reconciler.Decide(group, new Dictionary<string, string> { ["a"] = "n2" }, new NodeSnapshot([Node("n1", "alice")], []), Now);

        Assert.True(decision.Bind);
        Assert.Equal("n2", decision.Hold["a"]);
    }

    [Fact]
    public void A_scheduler_that_was_restarted_finds_a_new_place_for_a_schedulable_pod()
    {
        PodGroupDecision decision = Decide(TaskResourcePhase.Schedulable, [Pod("a", "1Gi")], Node("n1", "alice"));

        Assert.Equal((true, "n1"), (decision.Bind, decision.Hold["a"]));
    }

    public static TheoryData<string, Node, string> Refusals => new()
    {
        { "other domain", Node("n1", "bob"), "0/1 nodes are available: no node carries the labels kuscia.secretflow/namespace=alice" },
        { "not ready", Node("n1", "alice", ready: false), "node n1 is not ready" },
        { "taint", Node("n1", "alice", taints: [new Taint { Key = "gpu", Value = "yes", Effect = "NoSchedule" }]), "node n1 has the taint gpu=yes:NoSchedule, which the pod does not tolerate" },
        { "memory", Node("n1", "alice", memory: "512Mi"), "memory: 1Gi wanted, 512Mi free of 512Mi" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Every_refusal_is_one_sentence(string name, Node node, string expected)
    {
        PodGroupDecision decision = Decide(TaskResourcePhase.Reserving, [Pod("a", "1Gi")], node);

        Assert.Contains(expected, decision.Refusals["a"], StringComparison.Ordinal);
        Assert.NotEmpty(name);
    }

    [Fact]
    public void Pods_that_are_over_take_no_room()
    {
        Pod done = Pod("old", "8Gi") with { Status = new PodStatus { Phase = "Succeeded" } };
        done = done with { Spec = done.Spec! with { NodeName = "n1" } };
        Pod busy = done with { Status = new PodStatus { Phase = "Running" } };

        string? free = new NodeSnapshot([Node("n1", "alice")], [done]).Choose(Pod("a", "8Gi")).Node;
        string? full = new NodeSnapshot([Node("n1", "alice")], [busy]).Choose(Pod("a", "8Gi")).Node;

        Assert.Equal(("n1", (string?)null), (free, full));
    }

    private static PodGroupDecision Decide(string phase, Pod[] pods, Node node) =>
        Reconciler.Decide(Group(phase, pods), Nothing, new NodeSnapshot([node], []), Now);

    private static PodGroup Group(string phase, Pod[] pods) => new()
    {
        Pending = pods,
        Since = Now,
        Resource = new TaskResource
        {
            Metadata = new ObjectMeta { Name = "tr", Namespace = "alice" },
            Spec = new TaskResourceSpec { MinReservedPods = pods.Length, ResourceReservedSeconds = 30 },
            Status = new TaskResourceStatus { Phase = phase, LastTransitionTime = Now },
        },
    };

    private static Pod Pod(string name, string memory) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "alice", Uid = name },
        Spec = new PodSpec
        {
            NodeSelector = new Dictionary<string, string> { [WellKnownLabels.Namespace] = "alice" },
            Tolerations = [new Toleration { Key = WellKnownNames.AgentTaint, Operator = "Exists", Effect = "NoSchedule" }],
            Containers = [new Container { Name = "c", Resources = new ResourceRequirements { Requests = new Dictionary<string, IntOrString> { ["memory"] = IntOrString.FromString(memory) } } }],
        },
    };
}
