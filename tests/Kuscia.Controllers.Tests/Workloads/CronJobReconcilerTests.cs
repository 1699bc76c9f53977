using System.Globalization;
using Kuscia.Controllers.Workloads.Batch;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Tests.Workloads;

public sealed class CronJobReconcilerTests
{
    private static readonly DateTimeOffset Now = Time("2026-01-01T10:07:00Z");

    [Fact]
    public void A_job_is_made_for_the_last_time_that_was_missed()
    {
        CronJobOutcome outcome = Reconcile(new CronJobSpec { Schedule = "*/5 * * * *" });

        Assert.Equal(Time("2026-01-01T10:05:00Z"), outcome.Due);
        Assert.Equal(outcome.Due, outcome.Status.LastScheduleTime);
        Assert.Equal(TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(Math.Floor(outcome.RetryAfter!.Value.TotalMinutes)));
        Assert.Equal($"c-{Time("2026-01-01T10:05:00Z").ToUnixTimeSeconds() / 60}", CronJobReconciler.NameOf(Cron(new CronJobSpec()), outcome.Due!.Value));
    }

    [Fact]
    public void Nothing_is_made_twice_for_one_time()
    {
        CronJobSpec spec = new() { Schedule = "*/5 * * * *" };

        Assert.Null(Reconcile(spec, last: Time("2026-01-01T10:05:00Z")).Due);
        Assert.Null(Reconcile(spec, jobs: Job(CronJobReconciler.NameOf(Cron(spec), Time("2026-01-01T10:05:00Z")), null)).Due);
    }

    [Theory]
    [InlineData("Allow", true, 0)]
    [InlineData("Forbid", false, 0)]
    [InlineData("Replace", true, 1)]
    public void What_still_runs_is_treated_as_the_policy_says(string policy, bool made, int deleted)
    {
        CronJobOutcome outcome = Reconcile(new CronJobSpec { Schedule = "*/5 * * * *", ConcurrencyPolicy = policy }, jobs: Job("c-1", null));

        Assert.Equal((made, deleted), (outcome.Due is not null, outcome.Delete.Count));
        Assert.Equal(["c-1"], outcome.Status.Active?.Select(a => a.Name));
    }

    [Fact]
    public void A_suspended_cron_job_makes_nothing_and_waits_for_nothing()
    {
        CronJobOutcome outcome = Reconcile(new CronJobSpec { Schedule = "* * * * *", Suspend = true });

        Assert.Equal((null, null), (outcome.Due, outcome.RetryAfter));
    }

    [Fact]
    public void A_time_beyond_the_starting_deadline_is_not_made_up_for()
    {
        CronJobOutcome outcome = Reconcile(new CronJobSpec { Schedule = "0 10 * * *", StartingDeadlineSeconds = 60 });

        Assert.Null(outcome.Due);
    }

    [Fact]
    public void Only_the_newest_ended_jobs_are_kept()
    {
        CronJobOutcome outcome = Reconcile(
            new CronJobSpec { Schedule = "0 0 1 1 *", SuccessfulJobsHistoryLimit = 1, FailedJobsHistoryLimit = 0 }, Now,
            Job("a", "Complete", Now.AddHours(-3)), Job("b", "Complete", Now.AddHours(-1)), Job("c", "Failed", Now.AddHours(-2)));

        Assert.Equal(["a", "c"], outcome.Delete.Select(j => j.Metadata.Name).Order());
        Assert.Equal(Now.AddHours(-1), outcome.Status.LastSuccessfulTime);
    }

    [Fact]
    public void Times_are_those_of_the_time_zone()
    {
        CronJobOutcome outcome = Reconcile(new CronJobSpec { Schedule = "0 18 * * *", TimeZone = "Asia/Shanghai" });

        Assert.Equal(Time("2026-01-01T10:00:00Z"), outcome.Due?.ToUniversalTime());
    }

    private static CronJobOutcome Reconcile(CronJobSpec spec, DateTimeOffset? last = null, params Job[] jobs) =>
        CronJobReconciler.Reconcile(Cron(spec) with { Status = new CronJobStatus { LastScheduleTime = last } }, jobs, TimeZoneInfo.Utc, Now);

    private static CronJob Cron(CronJobSpec spec) => new() { Metadata = new ObjectMeta { Name = "c", Namespace = "n", Uid = "u", CreationTimestamp = Now.AddHours(-9) }, Spec = spec };

    private static Job Job(string name, string? ended, DateTimeOffset? at = null) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "n", Uid = name },
        Status = new JobStatus { StartTime = at, CompletionTime = ended == "Complete" ? at : null, Conditions = ended is null ? null : [new Condition { Type = ended, Status = "True" }] },
    };

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
