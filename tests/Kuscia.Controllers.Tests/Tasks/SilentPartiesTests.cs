using Kuscia.Controllers.Tasks;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using static Kuscia.Controllers.Tests.Tasks.TaskSamples;

namespace Kuscia.Controllers.Tests.Tasks;

/// <summary>A partner that cannot be heard: its part is waited for as long as the task may live, and no longer.</summary>
public sealed class SilentPartiesTests
{
    private static readonly DateTimeOffset Since = Now.AddSeconds(1000);

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("Running")]
    public void Before_the_deadline_a_condition_names_the_partner_since_when_and_what_happens(string alicePod)
    {
        TaskOutcome outcome = Reconciler().Reconcile(Silent(Running(alicePod, "Running")), Since.AddSeconds(40));

        Condition? heard = outcome.Status.Conditions.Find("PartnersHeard");
        Assert.Equal((TaskPhase.Running, "False", "PartnerSilent"), (outcome.Status.Phase, heard?.Status, heard?.Reason));
        Assert.Equal(
            "bob has not been heard since 2026-01-31T08:16:40Z; when it stays silent until 2026-01-31T08:21:40Z (lifecycleSeconds 300) its part counts as failed",
            heard?.Message);
        Assert.Equal(TimeSpan.FromSeconds(260), outcome.RetryAfter);
    }

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("Running")]
    public void At_the_deadline_the_task_fails_with_the_reason(string alicePod)
    {
        TaskOutcome outcome = Reconciler().Reconcile(Silent(Running(alicePod, "Running")), Since.AddSeconds(300));

        Assert.Equal(TaskPhase.Failed, outcome.Status.Phase);
        Assert.EndsWith("bob: bob has not been heard since 2026-01-31T08:16:40Z; given up after 300 seconds (lifecycleSeconds)", outcome.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_task_says_how_long()
    {
        TaskView view = Silent(Running("Succeeded", "Running"));
        view = view with { Task = view.Task with { Spec = view.Task.Spec! with { ScheduleConfig = new ScheduleConfig { LifecycleSeconds = 30 } } } };

        TaskOutcome outcome = Reconciler().Reconcile(view, Since.AddSeconds(30));

        Assert.Equal(TaskPhase.Failed, outcome.Status.Phase);
    }

    [Fact]
    public void A_partner_that_is_heard_again_clears_the_condition_and_its_result_counts()
    {
        TaskView silent = Silent(Running("Succeeded", "Running"));
        TaskOutcome told = Reconciler().Reconcile(silent, Since.AddSeconds(40));
        TaskView back = silent with { Task = silent.Task with { Status = told.Status }, SilentSince = new Dictionary<string, DateTimeOffset>() };

        TaskOutcome outcome = Reconciler().Reconcile(back, Since.AddSeconds(290));

        Assert.Equal((TaskPhase.Running, "True"), (outcome.Status.Phase, outcome.Status.Conditions.Find("PartnersHeard")?.Status));
    }

    [Fact]
    public void A_partner_that_can_be_heard_may_compute_as_long_as_it_likes()
    {
        TaskOutcome outcome = Reconciler().Reconcile(Running("Succeeded", "Running"), Now.AddDays(30));

        Assert.Equal((TaskPhase.Running, null), (outcome.Status.Phase, outcome.RetryAfter));
        Assert.Null(outcome.Status.Conditions.Find("PartnersHeard"));
    }

    [Fact]
    public void A_partner_that_has_reported_may_go()
    {
        TaskOutcome outcome = Reconciler().Reconcile(Silent(Running("Running", "Succeeded")), Since.AddSeconds(9000));

        Assert.Equal(TaskPhase.Running, outcome.Status.Phase);
    }

    [Fact]
    public void A_task_that_a_partner_stopped_says_so_to_its_job()
    {
        TaskView view = Running("Running", TaskPhase.Failed);
        IReadOnlyList<PartyTaskStatus> parties = view.Status.PartyTaskStatus ?? [];
        view = view with { Task = view.Task with { Status = view.Status with { PartyTaskStatus = [parties[0], parties[1] with { Message = "Job was stopped" }] } } };

        TaskOutcome outcome = Reconciler().Reconcile(view, Now);

        Assert.Equal((TaskPhase.Failed, "KusciaJobStopped"), (outcome.Status.Phase, outcome.Status.Reason));
    }

    private static TaskView Silent(TaskView view) => view with { SilentSince = new Dictionary<string, DateTimeOffset> { ["bob"] = Since } };
}
