using Kuscia.Controllers.Jobs;
using Kuscia.Model;
using Kuscia.Model.Resources;
using static Kuscia.Controllers.Tests.Jobs.JobSamples;

namespace Kuscia.Controllers.Tests.Jobs;

public sealed class JobStageCommandTests
{
    [Theory]
    [InlineData(JobStage.Stop, JobPhase.Running, JobPhase.Failed, "JobStopStageSucceeded")]
    [InlineData(JobStage.Stop, JobPhase.AwaitingApproval, JobPhase.Failed, "JobStopStageSucceeded")]
    [InlineData(JobStage.Cancel, JobPhase.Running, JobPhase.Cancelled, "JobCancelStageSucceeded")]
    [InlineData(JobStage.Cancel, JobPhase.Suspended, JobPhase.Cancelled, "JobCancelStageSucceeded")]
    [InlineData(JobStage.Suspend, JobPhase.Running, JobPhase.Suspended, "JobSuspendStageSucceeded")]
    [InlineData(JobStage.Restart, JobPhase.Suspended, JobPhase.Running, "JobRestartStageSucceeded")]
    public void A_command_moves_the_job_and_marks_the_own_parties(string stage, string from, string to, string expected)
    {
        KusciaJob job = Job(from, Task("a", "alice", "bob")).WithStage(stage, "2");

        JobOutcome outcome = Reconciler().Reconcile(View(job, Existing("a", TaskPhase.Running)), Now);

        Assert.Equal(to, outcome.Status.Phase);
        Assert.Equal(expected, outcome.Status.StageStatus?["alice"]);
        Assert.False(outcome.Status.StageStatus?.ContainsKey("bob"));
    }

    [Fact]
    public void Stop_ends_unfinished_tasks_and_names_who_said_so()
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice"), Task("b", "alice")).WithStage(JobStage.Stop);

        JobOutcome outcome = Reconciler().Reconcile(View(job, Existing("a", TaskPhase.Running), Existing("b", TaskPhase.Succeeded)), Now);

        Assert.Equal(["t-a"], outcome.Stop);
        Assert.Equal("Party: bob execute the cmd: Stop.", outcome.Status.Message);
        Assert.Equal(Now, outcome.Status.CompletionTime);
    }

    [Theory]
    [InlineData(null, "1")]
    [InlineData("4", "5")]
    public void A_label_changed_by_hand_gets_the_next_version(string? version, string expected)
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice", "bob")).WithStage(JobStage.Start, version);
        KusciaJob started = Reconciler().Reconcile(View(job), Now).Job;
        string? before = started.Metadata.Label(WellKnownLabels.JobStageVersion);
        KusciaJob byHand = started with { Metadata = started.Metadata with { Labels = new Dictionary<string, string>(started.Metadata.Labels!) { [WellKnownLabels.JobStage] = JobStage.Stop } } };

        JobOutcome outcome = Reconciler().Reconcile(View(byHand), Now);

        Assert.NotEqual(before, outcome.Job.Metadata.Label(WellKnownLabels.JobStageVersion));
        Assert.Equal(version is null ? "2" : expected, outcome.Job.Metadata.Label(WellKnownLabels.JobStageVersion));
    }

    [Fact]
    public void A_newer_version_from_a_partner_is_left_as_it_is()
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice", "bob")).WithStage(JobStage.Stop, "7");

        JobOutcome outcome = Reconciler().Reconcile(View(job with { Metadata = job.Metadata with { Annotations = new Dictionary<string, string> { ["kuscia.secretflow/job-stage-seen"] = "Start/6" } } }), Now);

        Assert.Equal("7", outcome.Job.Metadata.Label(WellKnownLabels.JobStageVersion));
    }

    [Fact]
    public void Restart_deletes_what_did_not_succeed_and_clears_the_end()
    {
        KusciaJob job = Job(JobPhase.Failed, Task("a", "alice"), Task("b", "alice")).WithStage(JobStage.Restart, "3");
        job = job with { Status = job.Status! with { CompletionTime = Now, TaskStatus = new Dictionary<string, string> { ["t-a"] = TaskPhase.Failed, ["t-b"] = TaskPhase.Succeeded } } };

        JobOutcome outcome = Reconciler().Reconcile(View(job, Existing("a", TaskPhase.Failed), Existing("b", TaskPhase.Succeeded)), Now);

        Assert.Equal(["t-a"], outcome.Delete);
        Assert.Null(outcome.Status.CompletionTime);
        Assert.Equal(["t-b"], outcome.Status.TaskStatus?.Keys);
        Assert.Equal(("Party: bob execute the cmd: Restart.", "This job is restarted by bob"), (outcome.Status.Reason, outcome.Status.Message));
    }

    [Fact]
    public void A_restarted_job_still_says_so_when_it_has_succeeded()
    {
        KusciaJob job = Job(JobPhase.Running, Task("a", "alice"));
        job = job with { Status = job.Status! with { Reason = "Party: bob execute the cmd: Restart.", Message = "waiting for carol to restart the job" } };

        JobOutcome outcome = Reconciler().Reconcile(View(job, Existing("a", TaskPhase.Succeeded)), Now);

        Assert.Equal(
            (JobPhase.Succeeded, "Party: bob execute the cmd: Restart.", "This job is restarted by bob"),
            (outcome.Status.Phase, outcome.Status.Reason, outcome.Status.Message));
    }

    [Fact]
    public void A_job_that_failed_validation_cannot_be_restarted()
    {
        KusciaJob job = Job(JobPhase.Failed, Task("a", "alice")).WithStage(JobStage.Restart, "3");
        job = job with { Status = job.Status! with { CompletionTime = Now, Reason = "ValidateFailed" } };

        JobOutcome outcome = Reconciler().Reconcile(View(job), Now);

        Assert.Equal(JobPhase.Failed, outcome.Status.Phase);
    }

    [Fact]
    public void After_all_have_restarted_the_initiator_says_start()
    {
        JobOutcome restarted = Reconciler().Reconcile(View(Job(JobPhase.Failed, Task("a", "alice", "bob")).WithStage(JobStage.Restart, "3")), Now);
        KusciaJob job = restarted.Job with { Status = restarted.Status };
        KusciaJob half = job with { Status = job.Status! with { StageStatus = new Dictionary<string, string> { ["alice"] = "JobRestartStageSucceeded" } } };
        KusciaJob all = job with { Status = job.Status! with { StageStatus = new Dictionary<string, string> { ["alice"] = "JobRestartStageSucceeded", ["bob"] = "JobRestartStageFailed" } } };

        JobOutcome waiting = Reconciler().Reconcile(View(half), Now);
        JobOutcome going = Reconciler().Reconcile(View(all), Now);

        Assert.Empty(waiting.Create);
        Assert.Equal((JobStage.Restart, "3"), (waiting.Job.Metadata.Label(WellKnownLabels.JobStage), waiting.Job.Metadata.Label(WellKnownLabels.JobStageVersion)));
        Assert.Equal((JobStage.Start, "4", "alice"), (going.Job.Metadata.Label(WellKnownLabels.JobStage), going.Job.Metadata.Label(WellKnownLabels.JobStageVersion), going.Job.Metadata.Label(WellKnownLabels.JobStageTrigger)));
    }

    [Fact]
    public void A_cancelled_job_takes_no_more_commands()
    {
        KusciaJob job = Job(JobPhase.Cancelled, Task("a", "alice")).WithStage(JobStage.Restart, "9");
        job = job with { Status = job.Status! with { CompletionTime = Now } };

        JobOutcome outcome = Reconciler().Reconcile(View(job), Now);

        Assert.Equal((JobPhase.Cancelled, Now), (outcome.Status.Phase, outcome.Status.CompletionTime));
        Assert.Empty(outcome.Delete);
    }
}
