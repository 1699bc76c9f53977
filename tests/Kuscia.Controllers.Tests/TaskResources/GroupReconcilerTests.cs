using Kuscia.Controllers.TaskResources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tests.TaskResources;

public sealed class GroupReconcilerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    private static readonly GroupReconciler Reconciler = new(new GroupOptions(), () => "0123456789ab");

    [Fact]
    public void A_new_group_gives_every_party_a_resource_name()
    {
        GroupOutcome outcome = Reconciler.Reconcile(View(null), Now);

        Assert.Equal(TaskResourceGroupPhase.Creating, outcome.Status.Phase);
        Assert.Equal("g-0123456789ab", outcome.Spec.Parties?[0].TaskResourceName);
        Assert.Equal("g-0123456789ab", outcome.Spec.OutOfControlledParties?[0].TaskResourceName);
        Assert.Equal(["TaskResourceGroupValidated"], outcome.Status.Conditions?.Select(c => c.Type));
    }

    [Fact]
    public void A_group_without_party_fails()
    {
        GroupView view = View(null);

        GroupOutcome outcome = Reconciler.Reconcile(view with { Group = view.Group with { Spec = new TaskResourceGroupSpec { Initiator = "alice", MinReservedMembers = 1 } } }, Now);

        Assert.Equal((TaskResourceGroupPhase.Failed, "the group has no party"), (outcome.Status.Phase, outcome.Status.Conditions.Find("TaskResourceGroupValidated")?.Reason));
        Assert.NotNull(outcome.Status.CompletionTime);
    }

    [Theory]
    [InlineData(true, new[] { "alice", "bob" })]
    [InlineData(false, new[] { "alice" })]
    public void Only_the_initiators_cluster_makes_stand_ins(bool initiator, string[] expected)
    {
        GroupOutcome outcome = Reconciler.Reconcile(View(TaskResourceGroupPhase.Creating) with { IsInitiator = initiator }, Now);

        Assert.Equal(expected, outcome.Create.Select(r => r.Metadata.Namespace));
        Assert.All(outcome.Create, r => Assert.Equal(TaskResourcePhase.Reserving, r.Status?.Phase));
        Assert.Equal("kuscia", outcome.Create.FirstOrDefault(r => r.Metadata.Namespace == "bob")?.Metadata.Label(WellKnownLabels.InterconnProtocolType) ?? "kuscia");
    }

    [Theory]
    [InlineData(true, TaskResourceGroupPhase.Failed)]
    [InlineData(false, TaskResourceGroupPhase.Creating)]
    public void A_task_resource_that_is_not_taken_leaves_its_reason_in_the_group(bool final, string phase)
    {
        GroupOutcome outcome = Reconciler.NotCreated(View(TaskResourceGroupPhase.Creating), "taskresource is invalid", final, Now);

        Assert.Equal((phase, "taskresource is invalid"), (outcome.Status.Phase, outcome.Status.Conditions.Find("TaskResourcesCreated")?.Reason));
        Assert.Equal(final, outcome.Status.CompletionTime is not null);
    }

    public static TheoryData<string, string, string, string?> Reservations => new()
    {
        { TaskResourcePhase.Reserving, TaskResourcePhase.Reserving, TaskResourceGroupPhase.Reserving, null },
        { TaskResourcePhase.Reserved, TaskResourcePhase.Reserving, TaskResourceGroupPhase.Reserving, null },
        { TaskResourcePhase.Reserved, TaskResourcePhase.Reserved, TaskResourceGroupPhase.Reserved, TaskResourcePhase.Schedulable },
        { TaskResourcePhase.Reserved, TaskResourcePhase.Failed, TaskResourceGroupPhase.ReserveFailed, TaskResourcePhase.Failed },
    };

    [Theory]
    [MemberData(nameof(Reservations))]
    public void All_parties_reserve_or_none(string alice, string bob, string expected, string? moved)
    {
        GroupOutcome outcome = Reconciler.Reconcile(View(TaskResourceGroupPhase.Reserving, Resource("alice", alice), Resource("bob", bob)), Now);

        Assert.Equal(expected, outcome.Status.Phase);
        Assert.All(outcome.Update, u => Assert.Equal(moved, u.Status.Phase));
    }

    [Fact]
    public void A_failed_reservation_is_retried_after_its_interval()
    {
        GroupView view = View(TaskResourceGroupPhase.ReserveFailed, Resource("alice", TaskResourcePhase.Failed), Resource("bob", TaskResourcePhase.Failed));

        GroupOutcome early = Reconciler.Reconcile(view, Now.AddSeconds(10));
        GroupOutcome due = Reconciler.Reconcile(view, Now.AddSeconds(30));

        Assert.Equal(TimeSpan.FromSeconds(20), early.RetryAfter);
        Assert.Equal((TaskResourceGroupPhase.Reserving, 1), (due.Status.Phase, due.Status.RetryCount));
        Assert.All(due.Update, u => Assert.Equal("Retry to reserve resource", u.Status.Conditions.Find("Reserving")?.Reason));
        Assert.True(due.TouchPods);
    }

    [Fact]
    public void The_initiators_group_expires_after_its_life()
    {
        GroupOutcome outcome = Reconciler.Reconcile(View(TaskResourceGroupPhase.Reserving, Resource("alice", TaskResourcePhase.Reserved)), Now.AddSeconds(300));

        Assert.Equal(TaskResourceGroupPhase.Failed, outcome.Status.Phase);
        Assert.Equal("Task resource group exceed it's lifecycle", outcome.Status.Conditions.Find("TaskResourceGroupExpired")?.Reason);
        Assert.Equal(TaskResourcePhase.Failed, outcome.Update.Single().Status.Phase);
    }

    [Fact]
    public void A_partners_group_waits_a_little_longer_and_then_expires_too()
    {
        GroupView view = View(TaskResourceGroupPhase.Reserving, Resource("alice", TaskResourcePhase.Reserved)) with { IsInitiator = false };

        GroupOutcome waiting = Reconciler.Reconcile(view, Now.AddSeconds(320));
        GroupOutcome expired = Reconciler.Reconcile(view, Now.AddSeconds(360));

        Assert.Equal((TaskResourceGroupPhase.Reserving, TimeSpan.FromSeconds(40)), (waiting.Status.Phase, waiting.RetryAfter));
        Assert.Equal(TaskResourceGroupPhase.Failed, expired.Status.Phase);
    }

    [Fact]
    public void A_partners_group_that_runs_never_expires()
    {
        GroupView view = View(TaskResourceGroupPhase.Reserving, Resource("alice", TaskResourcePhase.Schedulable)) with { IsInitiator = false };

        GroupOutcome outcome = Reconciler.Reconcile(view, Now.AddDays(2));

        Assert.Equal((TaskResourceGroupPhase.Reserving, (TimeSpan?)null), (outcome.Status.Phase, outcome.RetryAfter));
    }

    private static TaskResource Resource(string domain, string phase) => new()
    {
        Metadata = new ObjectMeta { Name = $"g-{domain}", Namespace = domain },
        Status = new TaskResourceStatus { Phase = phase, LastTransitionTime = Now },
    };

    private static GroupView View(string? phase, params TaskResource[] resources) => new()
    {
        IsInitiator = true,
        Began = Now,
        Resources = resources,
        Group = new TaskResourceGroup
        {
            Metadata = new ObjectMeta
            {
                Name = "g",
                Uid = "gu",
                CreationTimestamp = Now,
                Annotations = new Dictionary<string, string> { [WellKnownAnnotations.InterconnKusciaParties] = "bob" },
            },
            Spec = new TaskResourceGroupSpec
            {
                Initiator = "alice",
                MinReservedMembers = 2,
                LifecycleSeconds = 300,
                RetryIntervalSeconds = 30,
                Parties = [new TaskResourceGroupParty { DomainID = "alice", MinReservedPods = 1, Pods = [new TaskResourceGroupPod { Name = "p" }] }],
                OutOfControlledParties = [new TaskResourceGroupParty { DomainID = "bob", MinReservedPods = 1 }],
            },
            Status = new TaskResourceGroupStatus { Phase = phase, LastTransitionTime = Now },
        },
    };
}
