using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.Batch;

/// <summary>Runs pods until enough of them succeeded or too many failed (Kubernetes, "Jobs"). Pure.</summary>
internal static class BatchJobReconciler
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    public static BatchJobOutcome Reconcile(BatchJobView view, DateTimeOffset now)
    {
        Job job = view.Job;
        BatchCounts counts = new(job, view.Pods);
        List<Pod> active = [.. view.Pods.Where(p => p.IsActive())];
        if (BatchConditions.Finished(job) is { } finished)
        {
            return Rest(view, finished, now);
        }

        bool suspended = job.Spec?.Suspend == true;
        JobStatus status = Count(job, counts, active, view.Pods.Count(p => p.Metadata.DeletionTimestamp is not null && !p.IsOver()));
        status = Begin(status, suspended, now);
        (string Type, string Reason, string Message)? end = BatchConditions.End(job, status, counts, active, now);
        BatchJobOutcome outcome = new() { Status = status, Release = counts.Over };
        if (end is { } decided)
        {
            bool settled = active.Count == 0 && status.Terminating is 0 && counts.IsSettled;
            return outcome with { Delete = active, Status = BatchConditions.Ended(status, decided, settled, now) };
        }

        if (job.Metadata.DeletionTimestamp is not null)
        {
            return outcome;
        }

        return suspended ? outcome with { Delete = active, IsWithdrawal = true } : Manage(view, outcome, counts, active, now);
    }

    // What is done stays as it is until its time is over.
    private static BatchJobOutcome Rest(BatchJobView view, Condition finished, DateTimeOffset now)
    {
        Job job = view.Job;
        JobStatus status = job.Status ?? new JobStatus();
        BatchJobOutcome outcome = new() { Status = status, Release = [.. view.Pods.Where(p => BatchPods.IsTracked(p) && !p.IsActive())], Delete = [.. view.Pods.Where(p => p.IsActive())] };
        if (job.Spec?.TtlSecondsAfterFinished is not { } seconds || job.Metadata.DeletionTimestamp is not null)
        {
            return outcome;
        }

        TimeSpan left = (finished.LastTransitionTime ?? now) + TimeSpan.FromSeconds(seconds) - now;
        return left > TimeSpan.Zero ? outcome with { RetryAfter = left } : outcome with { Expire = true };
    }

    private static JobStatus Count(Job job, BatchCounts counts, List<Pod> active, int terminating)
    {
        JobStatus status = job.Status ?? new JobStatus();
        return status with
        {
            Active = OrNone(active.Count),
            Ready = active.Count(p => p.IsReady()),
            Terminating = terminating,
            Succeeded = OrNone(counts.IsIndexed ? counts.Indexes.Count : counts.Counted),
            Failed = OrNone(counts.CountedFailed),
            CompletedIndexes = counts.IsIndexed ? IndexSet.Format(counts.Indexes) ?? "" : null,
            UncountedTerminatedPods = new UncountedTerminatedPods
            {
                Succeeded = counts.Successes.Count == 0 ? null : counts.Successes,
                Failed = counts.Failures.Count == 0 ? null : counts.Failures,
            },
        };
    }

    // The time of a Job that waits does not run.
    private static JobStatus Begin(JobStatus status, bool suspended, DateTimeOffset now)
    {
        bool was = status.Conditions.IsTrue("Suspended");
        if (suspended)
        {
            return was ? status : status with { StartTime = null, Conditions = status.Conditions.With("Suspended", true, "JobSuspended", "Job suspended", now) };
        }

        return status with
        {
            StartTime = was ? now : status.StartTime ?? now,
            Conditions = was ? status.Conditions.With("Suspended", false, "JobResumed", "Job resumed", now) : status.Conditions,
        };
    }

    private static BatchJobOutcome Manage(BatchJobView view, BatchJobOutcome outcome, BatchCounts counts, List<Pod> active, DateTimeOffset now)
    {
        JobSpec spec = view.Job.Spec ?? new JobSpec();
        TimeSpan? deadline = BatchConditions.UntilDeadline(view.Job, outcome.Status, now);
        int parallelism = spec.Parallelism ?? 1;
        int wanted = spec.Completions is { } completions ? Math.Clamp(completions - counts.Succeeded, 0, parallelism)
            : counts.Succeeded > 0 ? active.Count : parallelism;
        int missing = wanted - active.Count - (spec.PodReplacementPolicy == "Failed" ? outcome.Status.Terminating ?? 0 : 0);
        if (active.Count > wanted)
        {
            List<Pod> surplus = [.. active.OrderBy(p => p.IsReady()).ThenByDescending(p => p.Metadata.CreationTimestamp).Take(active.Count - wanted)];
            return outcome with { Delete = surplus, IsWithdrawal = true, RetryAfter = deadline };
        }

        if (missing <= 0)
        {
            return outcome with { RetryAfter = deadline };
        }

        TimeSpan pause = Pause(view, counts, now);
        if (pause > TimeSpan.Zero)
        {
            return outcome with { RetryAfter = deadline < pause ? deadline : pause };
        }

        return outcome with { Create = [.. counts.IsIndexed ? Indexes(spec, counts, active).Take(missing) : Enumerable.Repeat<int?>(null, missing)], RetryAfter = deadline };
    }

    private static IEnumerable<int?> Indexes(JobSpec spec, BatchCounts counts, List<Pod> active)
    {
        HashSet<int?> taken = [.. active.Select(BatchPods.IndexOf)];
        return Enumerable.Range(0, spec.Completions ?? 0).Where(i => !counts.Indexes.Contains(i) && !taken.Contains(i)).Select(i => (int?)i);
    }

    private static TimeSpan Pause(BatchJobView view, BatchCounts counts, DateTimeOffset now)
    {
        int failures = view.Failures.Count + counts.NewFailures.Count;
        if (failures == 0 || counts.NewSuccesses.Count > 0)
        {
            return TimeSpan.Zero;
        }

        TimeSpan pause = FirstPause * Math.Pow(2, Math.Min(failures - 1, 10));
        DateTimeOffset last = counts.NewFailures.Count > 0 ? now : view.Failures.Last;
        return last + (pause < LongestPause ? pause : LongestPause) - now;
    }

    private static int? OrNone(int count) => count == 0 ? null : count;
}
