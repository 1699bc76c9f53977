using Kuscia.Controllers.Jobs;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using static Kuscia.Controllers.Tests.Jobs.JobSamples;

namespace Kuscia.Controllers.Tests.Jobs;

/// <summary>Commands, results of tasks and answers of partners in every order in which they may be heard.</summary>
public sealed class JobStageOrderTests
{
    [Theory]
    [InlineData(JobStage.Stop, JobPhase.Failed)]
    [InlineData(JobStage.Suspend, JobPhase.Suspended)]
    [InlineData(JobStage.Cancel, JobPhase.Cancelled)]
    public void A_command_heard_after_the_failure_it_caused_is_the_reason_in_the_end(string stage, string expected)
    {
        KusciaJob job = Failed("TaskFailed", ("bob", JobStage.Succeeded(stage))).WithStage(stage, "2");

        JobOutcome outcome = Reconciler().Reconcile(View(job, Existing("a", TaskPhase.Failed)), Now);

        Assert.Equal((expected, $"Party: bob execute the cmd: {stage}."), (outcome.Status.Phase, outcome.Status.Reason));
        Assert.Equal(JobStage.Succeeded(stage), outcome.Status.StageStatus?["alice"]);
    }

    [Theory]
    [InlineData(JobStage.Stop)]
    [InlineData(JobStage.Suspend)]
    public void A_job_that_failed_by_itself_stays_so_until_a_partner_proves_the_command(string stage)
    {
        KusciaJob job = Failed("TaskFailed").WithStage(stage, "2");

        JobOutcome before = Reconciler().Reconcile(View(job, Existing("a", TaskPhase.Failed)), Now);
        KusciaJob proved = before.Job with { Status = before.Status with { StageStatus = new Dictionary<string, string> { ["bob"] = JobStage.Succeeded(stage) } } };
        JobOutcome after = Reconciler().Reconcile(View(proved, Existing("a", TaskPhase.Failed)), Now);

        Assert.Equal("TaskFailed", before.Status.Reason);
        Assert.Equal($"Party: bob execute the cmd: {stage}.", after.Status.Reason);
    }

    [Fact]
    public void A_task_stopped_by_a_partner_waits_for_the_command_and_fails_the_job_only_when_none_comes()
    {
        KusciaTask stopped = Existing("a", TaskPhase.Failed, "Job was stopped");
        stopped = stopped with { Status = stopped.Status! with { Reason = "KusciaJobStopped", CompletionTime = Now } };
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice", "bob"));

        JobOutcome waiting = Reconciler().Reconcile(View(job, stopped), Now.AddSeconds(4));
        JobOutcome commanded = Reconciler().Reconcile(View(job.WithStage(JobStage.Stop, "1"), stopped), Now.AddSeconds(4));
        JobOutcome given = Reconciler().Reconcile(View(job, stopped), Now.AddSeconds(10));

        Assert.Equal((JobPhase.Running, TimeSpan.FromSeconds(6)), (waiting.Status.Phase, waiting.RetryAfter));
        Assert.Equal("Party: bob execute the cmd: Stop.", commanded.Status.Reason);
        Assert.Equal((JobPhase.Failed, "TaskFailed"), (given.Status.Phase, given.Status.Reason));
    }

    [Theory]
    [InlineData(JobPhase.Running, TaskPhase.Running)]
    [InlineData(JobPhase.Running, TaskPhase.Failed)]
    [InlineData(JobPhase.Pending, null)]
    [InlineData(JobPhase.Failed, TaskPhase.Failed)]
    [InlineData(JobPhase.Suspended, TaskPhase.Failed)]
    public void Restart_is_answered_from_every_phase_that_can_run_also_when_the_stop_was_missed(string phase, string? task)
    {
        KusciaJob job = Job(phase, Task("a", "alice", "bob")).WithStage(JobStage.Restart, "5");

        JobOutcome outcome = Reconciler().Reconcile(View(job, task is null ? [] : [Existing("a", task)]), Now);

        Assert.Equal((JobPhase.Running, "JobRestartStageSucceeded"), (outcome.Status.Phase, outcome.Status.StageStatus?["alice"]));
        Assert.Equal(task is null ? [] : ["t-a"], outcome.Delete);
    }

    [Fact]
    public void Restart_waits_for_the_approval_and_follows_it()
    {
        KusciaJob job = AsMember(Job(JobPhase.AwaitingApproval, Task("a", "bob", "alice"))).WithStage(JobStage.Restart, "2");
        JobReconciler byHand = Reconciler(new JobOptions { EnableWorkloadApprove = true });

        JobOutcome waiting = byHand.Reconcile(View(job), Now);
        KusciaJob accepted = waiting.Job with { Status = waiting.Status with { ApproveStatus = new Dictionary<string, string> { ["alice"] = JobApproval.Accepted } } };
        JobOutcome pending = byHand.Reconcile(View(accepted), Now);
        JobOutcome running = byHand.Reconcile(View(pending.Job with { Status = pending.Status }), Now);

        Assert.Equal((JobPhase.AwaitingApproval, null), (waiting.Status.Phase, waiting.Status.StageStatus?.GetValueOrDefault("alice")));
        Assert.Equal(JobPhase.Pending, pending.Status.Phase);
        Assert.Equal((JobPhase.Running, "JobRestartStageSucceeded"), (running.Status.Phase, running.Status.StageStatus?["alice"]));
    }

    [Fact]
    public void A_suspend_heard_too_early_takes_effect_when_the_job_runs()
    {
        KusciaJob job = Job(JobPhase.Pending, Task("a", "alice", "bob")).WithStage(JobStage.Suspend, "1");
        job = job with { Status = job.Status! with { StageStatus = new Dictionary<string, string> { ["alice"] = "JobCreateStageSucceeded", ["bob"] = "JobSuspendStageSucceeded" } } };

        JobOutcome running = Reconciler().Reconcile(View(job), Now);
        JobOutcome suspended = Reconciler().Reconcile(View(running.Job with { Status = running.Status }), Now);

        Assert.Equal(JobPhase.Running, running.Status.Phase);
        Assert.Equal((JobPhase.Suspended, "JobSuspendStageSucceeded"), (suspended.Status.Phase, suspended.Status.StageStatus?["alice"]));
    }

    [Fact]
    public void The_initiator_does_not_count_answers_to_an_earlier_restart()
    {
        KusciaJob job = Failed("TaskFailed", ("alice", "JobStopStageSucceeded"), ("bob", "JobRestartStageSucceeded")).WithStage(JobStage.Restart, "5");

        JobOutcome restarted = Reconciler().Reconcile(View(job, Existing("a", TaskPhase.Failed)), Now);
        JobOutcome waiting = Reconciler().Reconcile(View(restarted.Job with { Status = restarted.Status }), Now);

        Assert.False(restarted.Status.StageStatus?.ContainsKey("bob"));
        Assert.Equal(JobStage.Restart, waiting.Job.Metadata.Label(WellKnownLabels.JobStage));
        Assert.Equal("waiting for bob to restart the job", waiting.Status.Message);
    }

    [Fact]
    public void A_restart_takes_effect_once()
    {
        KusciaJob job = Failed("TaskFailed").WithStage(JobStage.Restart, "5");
        JobOutcome first = Reconciler().Reconcile(View(job, Existing("a", TaskPhase.Failed)), Now);

        JobOutcome second = Reconciler().Reconcile(View(first.Job with { Status = first.Status }, Existing("a", TaskPhase.Running)), Now);

        Assert.Equal(["t-a"], first.Delete);
        Assert.Empty(second.Delete);
    }

    [Theory]
    [InlineData(JobPhase.Succeeded)]
    [InlineData(JobPhase.ApprovalReject)]
    public void A_job_that_is_over_for_good_declines_a_restart_aloud(string phase)
    {
        KusciaJob job = Job(phase, Task("a", "alice", "bob")).WithStage(JobStage.Restart, "5");
        job = job with { Status = job.Status! with { CompletionTime = Now } };

        JobOutcome outcome = Reconciler().Reconcile(View(job), Now);

        Assert.Equal((phase, "JobRestartStageFailed"), (outcome.Status.Phase, outcome.Status.StageStatus?["alice"]));
        Assert.Equal($"command 5 (Restart) of bob: refused, for the job is {phase} and takes no more commands; submit it anew under another name", outcome.Status.Conditions.Find("JobCommand")?.Message);
    }

    [Fact]
    public void A_member_whose_initiator_declines_the_restart_fails_with_a_sentence()
    {
        KusciaJob job = AsMember(Job(JobPhase.Failed, Task("a", "bob", "alice"))).WithStage(JobStage.Restart, "5");
        JobOutcome restarted = Reconciler().Reconcile(View(job), Now);
        KusciaJob declined = restarted.Job with { Status = restarted.Status with { StageStatus = new Dictionary<string, string> { ["bob"] = "JobRestartStageFailed" } } };

        JobOutcome outcome = Reconciler().Reconcile(View(declined), Now);

        Assert.Equal((JobPhase.Failed, "RestartRefused"), (outcome.Status.Phase, outcome.Status.Reason));
        Assert.StartsWith("bob, who started the job, does not restart it", outcome.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restart_of_an_invalid_job_is_refused_with_a_sentence()
    {
        KusciaJob job = Failed("ValidateFailed").WithStage(JobStage.Restart, "3");

        JobOutcome outcome = Reconciler().Reconcile(View(job), Now);

        Assert.Equal((JobPhase.Failed, "JobRestartStageFailed"), (outcome.Status.Phase, outcome.Status.StageStatus?["alice"]));
        Assert.Contains("refused, for the job is not valid", outcome.Status.Conditions.Find("JobCommand")?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_partner_that_cannot_be_heard_is_not_waited_for_without_end()
    {
        KusciaJob job = Failed("TaskFailed").WithStage(JobStage.Restart, "5");
        JobOutcome restarted = Reconciler().Reconcile(View(job, Existing("a", TaskPhase.Failed)), Now);
        Dictionary<string, DateTimeOffset> silence = new() { ["bob"] = Now.AddSeconds(100) };
        JobView view = View(restarted.Job with { Status = restarted.Status }) with { SilentSince = silence };

        JobOutcome waiting = Reconciler().Reconcile(view, Now.AddSeconds(150));
        JobOutcome given = Reconciler().Reconcile(view, Now.AddSeconds(400));

        Assert.Equal("waiting for bob to restart the job; bob has not been heard since 2026-01-31T08:01:40Z", waiting.Status.Message);
        Assert.Equal(TimeSpan.FromSeconds(250), waiting.RetryAfter);
        Assert.Equal((JobPhase.Failed, "PartnerSilent"), (given.Status.Phase, given.Status.Reason));
        Assert.Equal("bob has not been heard since 2026-01-31T08:01:40Z; given up after 300 seconds", given.Status.Message);
    }

    private static KusciaJob Failed(string reason, params (string Domain, string Stage)[] stages)
    {
        KusciaJob job = Job(JobPhase.Failed, Task("a", "alice", "bob"));
        return job with { Status = job.Status! with { Reason = reason, CompletionTime = Now, StageStatus = stages.ToDictionary(s => s.Domain, s => s.Stage) } };
    }

    private static KusciaJob AsMember(KusciaJob job) => job with { Spec = job.Spec! with { Initiator = "bob" } };
}
