using Kuscia.Controllers.Garbage;
using Kuscia.Model;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Tests.Garbage;

public class GarbageDecisionTests
{
    private static OwnerReference Owner(string uid, bool block = false) => new() { ApiVersion = "v1", Kind = "Pod", Name = uid, Uid = uid, BlockOwnerDeletion = block };

    private static GarbageNode Node(string uid, OwnerReference[]? owners = null, bool deleting = false, params string[] finalizers) =>
        new(Kinds.Service, new ResourceName("alice", uid), uid, owners ?? [], deleting, finalizers);

    public static TheoryData<string[], string[], bool, bool> Cases => new()
    {
        // owners, living owners, deleting already, expected deletion
        { [], [], false, false },
        { ["a"], ["a"], false, false },
        { ["a"], [], false, true },
        { ["a", "b"], ["b"], false, false },
        { ["a", "b"], [], false, true },
        { ["a"], [], true, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Object_is_deleted_when_no_owner_is_left(string[] owners, string[] living, bool deleting, bool deleted)
    {
        GarbageOutcome decision = GarbageOutcome.For(Node("x", [.. owners.Select(o => Owner(o))], deleting), o => living.Contains(o.Uid), []);

        Assert.Equal(deleted, decision is GarbageOutcome.Delete);
    }

    [Fact]
    public void Foreground_deletion_waits_for_dependents_that_block()
    {
        GarbageNode owner = Node("o", deleting: true, finalizers: "foregroundDeletion");
        GarbageNode blocking = Node("d", [Owner("o", block: true)]);

        GarbageOutcome.Foreground waiting = Assert.IsType<GarbageOutcome.Foreground>(GarbageOutcome.For(owner, _ => true, [blocking]));
        GarbageOutcome.Foreground done = Assert.IsType<GarbageOutcome.Foreground>(GarbageOutcome.For(owner, _ => true, []));

        Assert.Equal([blocking], waiting.Dependents);
        Assert.False(waiting.Release);
        Assert.True(done.Release);
    }

    [Fact]
    public void Orphaning_hands_out_the_dependents()
    {
        GarbageNode dependent = Node("d", [Owner("o")]);

        GarbageOutcome.Orphan decision = Assert.IsType<GarbageOutcome.Orphan>(GarbageOutcome.For(Node("o", deleting: true, finalizers: "orphan"), _ => true, [dependent]));

        Assert.Equal([dependent], decision.Dependents);
    }

    [Fact]
    public void Graph_forgets_links_of_changed_and_removed_objects()
    {
        OwnerGraph graph = new();
        graph.Set(Node("d", [Owner("a"), Owner("b")]));
        graph.Set(Node("d", [Owner("b")]));

        Assert.Empty(graph.DependentsOf("a"));
        Assert.Single(graph.DependentsOf("b"));
        graph.Remove("d");
        Assert.Empty(graph.DependentsOf("b"));
        Assert.Null(graph.Find("d"));
    }
}
