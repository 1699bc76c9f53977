using System.Globalization;
using Kuscia.Controllers.Workloads.Batch;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Tests.Workloads;

public sealed class BatchJobReconcilerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public void No_more_pods_run_than_completions_are_missing()
    {
        BatchJobOutcome outcome = Reconcile(Job(new JobSpec { Completions = 3, Parallelism = 5 }, new JobStatus { Succeeded = 1, StartTime = Now }));

        Assert.Equal(2, outcome.Create.Count);
    }

    [Fact]
    public void A_pod_that_succeeded_is_named_before_it_is_let_go_and_counted_after()
    {
        Job job = Job(new JobSpec { Completions = 2, Parallelism = 1 }, new JobStatus { StartTime = Now });

        BatchJobOutcome first = Reconcile(job, Pod("p", "Succeeded"));
        BatchJobOutcome second = Reconcile(job with { Status = first.Status }, Pod("p", "Succeeded", tracked: false));

        Assert.Equal(["p"], first.Status.UncountedTerminatedPods?.Succeeded);
        Assert.Equal(["p"], first.Release.Select(p => p.Metadata.Name));
        Assert.Null(first.Status.Succeeded);
        Assert.Equal(1, second.Status.Succeeded);
        Assert.Null(second.Status.UncountedTerminatedPods?.Succeeded);
        Assert.Single(second.Create);
    }

    [Fact]
    public void A_job_is_complete_only_when_every_pod_is_counted()
    {
        Job job = Job(new JobSpec { Completions = 1 }, new JobStatus { StartTime = Now });

        BatchJobOutcome named = Reconcile(job, Pod("p", "Succeeded"));
        BatchJobOutcome counted = Reconcile(job with { Status = named.Status });

        Assert.Equal(["SuccessCriteriaMet"], named.Status.Conditions?.Select(c => c.Type));
        Assert.Null(named.Status.CompletionTime);
        Assert.Equal(["SuccessCriteriaMet", "Complete"], counted.Status.Conditions?.Select(c => c.Type));
        Assert.Equal((1, Now), (counted.Status.Succeeded, counted.Status.CompletionTime));
    }

    [Fact]
    public void Failures_beyond_the_limit_end_the_job_and_the_pods_that_still_run()
    {
        Job job = Job(new JobSpec { BackoffLimit = 1, Completions = 5, Parallelism = 2 }, new JobStatus { Failed = 1, StartTime = Now });

        BatchJobOutcome outcome = Reconcile(job, Pod("bad", "Failed"), Pod("runs", "Running"));

        Assert.Equal(["runs"], outcome.Delete.Select(p => p.Metadata.Name));
        Assert.Equal(("FailureTarget", "BackoffLimitExceeded"), outcome.Status.Conditions?.Select(c => (c.Type, c.Reason)).Single());
        Assert.False(outcome.IsWithdrawal);
    }

    [Fact]
    public void The_next_pod_after_failures_waits_twice_as_long_each_time()
    {
        Job job = Job(new JobSpec { Completions = 1 }, new JobStatus { Failed = 3, StartTime = Now });

        BatchJobOutcome early = BatchJobReconciler.Reconcile(new BatchJobView { Job = job, Pods = [], Failures = (3, Now - TimeSpan.FromSeconds(39)) }, Now);
        BatchJobOutcome due = BatchJobReconciler.Reconcile(new BatchJobView { Job = job, Pods = [], Failures = (3, Now - TimeSpan.FromSeconds(40)) }, Now);

        Assert.Equal((0, TimeSpan.FromSeconds(1)), (early.Create.Count, early.RetryAfter));
        Assert.Single(due.Create);
    }

    [Fact]
    public void A_job_ends_at_its_deadline()
    {
        Job job = Job(new JobSpec { ActiveDeadlineSeconds = 60, Completions = 1 }, new JobStatus { StartTime = Now - TimeSpan.FromSeconds(60) });

        BatchJobOutcome outcome = Reconcile(job, Pod("p", "Running"));

        Assert.Equal("DeadlineExceeded", outcome.Status.Conditions?.Single().Reason);
        Assert.Single(outcome.Delete);
    }

    [Fact]
    public void A_suspended_job_withdraws_its_pods_and_its_time_stands_still()
    {
        Job job = Job(new JobSpec { Suspend = true, Completions = 1 }, new JobStatus { StartTime = Now - TimeSpan.FromHours(1) });

        BatchJobOutcome outcome = Reconcile(job, Pod("p", "Running"));
        BatchJobOutcome resumed = Reconcile(job with { Spec = job.Spec! with { Suspend = false }, Status = outcome.Status });

        Assert.True(outcome.IsWithdrawal);
        Assert.Single(outcome.Delete);
        Assert.Null(outcome.Status.StartTime);
        Assert.Equal(("True", "JobSuspended"), outcome.Status.Conditions?.Select(c => (c.Status, c.Reason)).Single());
        Assert.Equal(Now, resumed.Status.StartTime);
        Assert.Equal(("False", "JobResumed"), resumed.Status.Conditions?.Select(c => (c.Status, c.Reason)).Single());
        Assert.Single(resumed.Create);
    }

    [Fact]
    public void An_indexed_job_makes_the_numbers_that_are_missing()
    {
        Job job = Job(new JobSpec { CompletionMode = "Indexed", Completions = 6, Parallelism = 3 }, new JobStatus { CompletedIndexes = "0,2-3", Succeeded = 3, StartTime = Now });

        BatchJobOutcome outcome = Reconcile(job, Pod("p", "Running", index: "4"), Pod("q", "Succeeded", index: "1"));

        Assert.Equal("0-3", outcome.Status.CompletedIndexes);
        Assert.Equal([5], outcome.Create);
    }

    [Fact]
    public void A_finished_job_expires_when_its_time_is_over()
    {
        Condition complete = new() { Type = "Complete", Status = "True", LastTransitionTime = Now - TimeSpan.FromSeconds(10) };
        Job job = Job(new JobSpec { TtlSecondsAfterFinished = 30 }, new JobStatus { Conditions = [complete] });

        Assert.Equal((false, TimeSpan.FromSeconds(20)), (Reconcile(job).Expire, Reconcile(job).RetryAfter));
        Assert.True(BatchJobReconciler.Reconcile(new BatchJobView { Job = job, Pods = [] }, Now + TimeSpan.FromSeconds(20)).Expire);
    }

    [Theory]
    [InlineData("", 9, null)]
    [InlineData("1", 9, "1")]
    [InlineData("1,2", 9, "1,2")]
    [InlineData("0-2,4,6-7", 9, "0-2,4,6,7")]
    [InlineData("0-99", 3, "0-2")]
    public void Indexes_are_written_as_short_as_can_be(string text, int bound, string? expected) => Assert.Equal(expected, IndexSet.Format(IndexSet.Parse(text, bound)));

    private static BatchJobOutcome Reconcile(Job job, params Pod[] pods) => BatchJobReconciler.Reconcile(new BatchJobView { Job = job, Pods = pods }, Now);

    private static Job Job(JobSpec spec, JobStatus status) => new() { Metadata = new ObjectMeta { Name = "j", Namespace = "n", Uid = "u" }, Spec = spec, Status = status };

    private static Pod Pod(string name, string phase, bool tracked = true, string? index = null) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            Uid = name,
            Finalizers = tracked ? [BatchPods.Finalizer] : null,
            Annotations = index is null ? null : new Dictionary<string, string> { ["batch.kubernetes.io/job-completion-index"] = index },
        },
        Status = new PodStatus { Phase = phase },
    };
}
