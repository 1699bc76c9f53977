using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Schedules;

namespace Kuscia.Controllers.Workloads.Batch;

/// <summary>Decides whether it is time for a Job (Kubernetes, "CronJob"), and which old Jobs go. Pure.</summary>
internal static class CronJobReconciler
{
    private static readonly TimeSpan Behind = TimeSpan.FromMilliseconds(100);

    public static CronJobOutcome Reconcile(CronJob cron, IReadOnlyList<Job> jobs, TimeZoneInfo local, DateTimeOffset now)
    {
        CronJobOutcome outcome = new() { Status = Status(cron, jobs), Delete = Outdated(cron, jobs) };
        if (cron.Spec?.Suspend == true || cron.Metadata.DeletionTimestamp is not null)
        {
            return outcome;
        }

        if (CronSchedule.Parse(cron.Spec?.Schedule ?? "", out string fault) is not { } schedule)
        {
            return outcome with { Warning = ("UnparseableSchedule", $"unparseable schedule: \"{cron.Spec?.Schedule}\" : {fault}") };
        }

        TimeZoneInfo? zone = local;
        if (cron.Spec?.TimeZone is { Length: > 0 } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
        {
            return outcome with { Warning = ("UnknownTimeZone", $"invalid timeZone: \"{name}\" is not known on this machine") };
        }

        TimeSpan? next = schedule.Next(now, zone) is { } time ? time - now + Behind : null;
        return Due(cron, schedule.Latest(Since(cron, now), now, zone), outcome with { RetryAfter = next }, jobs, now);
    }

    /// <summary>The name of the Job of a time: the same for all who make it.</summary>
    public static string NameOf(CronJob cron, DateTimeOffset due) => $"{cron.Metadata.Name}-{due.ToUnixTimeSeconds() / 60}";

    private static CronJobOutcome Due(CronJob cron, DateTimeOffset? due, CronJobOutcome outcome, IReadOnlyList<Job> jobs, DateTimeOffset now)
    {
        if (due is not { } time || jobs.Any(j => j.Metadata.Name == NameOf(cron, time)))
        {
            return outcome;
        }

        if (cron.Spec?.StartingDeadlineSeconds is { } seconds && time + TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) < now)
        {
            return outcome with { Warning = ("MissSchedule", $"Missed scheduled time to start a job: {time:R}") };
        }

        List<Job> running = [.. jobs.Where(j => BatchConditions.Finished(j) is null)];
        if (cron.Spec?.ConcurrencyPolicy == "Forbid" && running.Count > 0)
        {
            return outcome with { Warning = ("JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid") };
        }

        return outcome with
        {
            Due = time,
            Delete = cron.Spec?.ConcurrencyPolicy == "Replace" ? [.. outcome.Delete, .. running] : outcome.Delete,
            Status = outcome.Status with { LastScheduleTime = time },
        };
    }

    // What was missed before the deadline is not made up for.
    private static DateTimeOffset Since(CronJob cron, DateTimeOffset now)
    {
        DateTimeOffset since = cron.Status?.LastScheduleTime ?? cron.Metadata.CreationTimestamp ?? now;
        DateTimeOffset? deadline = cron.Spec?.StartingDeadlineSeconds is { } seconds ? now - TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) : null;
        return deadline > since ? deadline.Value : since;
    }

    private static CronJobStatus Status(CronJob cron, IReadOnlyList<Job> jobs)
    {
        List<ObjectReference> active =
        [
            .. jobs.Where(j => BatchConditions.Finished(j) is null && j.Metadata.DeletionTimestamp is null).OrderBy(j => j.Metadata.Name, StringComparer.Ordinal).Select(j => new ObjectReference
            {
                ApiVersion = Kinds.Job.ApiVersion, Kind = Kinds.Job.Kind, Namespace = j.Metadata.Namespace, Name = j.Metadata.Name, Uid = j.Metadata.Uid,
            }),
        ];
        DateTimeOffset? success = jobs.Where(j => BatchConditions.Finished(j)?.Type == BatchConditions.Complete).Max(j => j.Status?.CompletionTime);
        CronJobStatus status = cron.Status ?? new CronJobStatus();
        return status with
        {
            Active = active.Count == 0 ? null : active,
            LastSuccessfulTime = success > status.LastSuccessfulTime || status.LastSuccessfulTime is null ? success : status.LastSuccessfulTime,
        };
    }

    private static List<Job> Outdated(CronJob cron, IReadOnlyList<Job> jobs)
    {
        List<Job> outdated = [];
        foreach ((string type, int kept) in ((string, int)[])[(BatchConditions.Complete, cron.Spec?.SuccessfulJobsHistoryLimit ?? 3), (BatchConditions.Failed, cron.Spec?.FailedJobsHistoryLimit ?? 1)])
        {
            List<Job> ended = [.. jobs.Where(j => j.Metadata.DeletionTimestamp is null && BatchConditions.Finished(j)?.Type == type).OrderBy(j => j.Status?.StartTime).ThenBy(j => j.Metadata.Name, StringComparer.Ordinal)];
            outdated.AddRange(ended.Take(Math.Max(0, ended.Count - kept)));
        }

        return outdated;
    }
}
