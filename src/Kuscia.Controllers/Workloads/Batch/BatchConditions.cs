using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.Batch;

/// <summary>How a Job ends: first it is said that it will, then, when no pod of it is left running, that it did. Pure.</summary>
internal static class BatchConditions
{
    public const string Complete = "Complete";
    public const string Failed = "Failed";

    private const string SuccessTarget = "SuccessCriteriaMet";
    private const string FailureTarget = "FailureTarget";

    /// <summary>The condition with which the Job ended, or null.</summary>
    public static Condition? Finished(Job job) => (job.Status?.Conditions ?? []).FirstOrDefault(c => c is { Type: Complete or Failed, Status: "True" });

    /// <summary>How the Job ends, if it does now.</summary>
    public static (string Type, string Reason, string Message)? End(Job job, JobStatus status, BatchCounts counts, List<Pod> active, DateTimeOffset now)
    {
        if (status.Conditions.Find(FailureTarget) is { Status: "True" } failing)
        {
            return (Failed, failing.Reason ?? "", failing.Message ?? "");
        }

        if (status.Conditions.Find(SuccessTarget) is { Status: "True" } succeeding)
        {
            return (Complete, succeeding.Reason ?? "", succeeding.Message ?? "");
        }

        if (IsBeyondLimit(job, counts, active))
        {
            return (Failed, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }

        if (job.Spec?.Suspend != true && UntilDeadline(job, status, now) <= TimeSpan.Zero)
        {
            return (Failed, "DeadlineExceeded", "Job was active longer than specified deadline");
        }

        bool enough = job.Spec?.Completions is { } completions ? counts.Succeeded >= completions : counts.Succeeded > 0 && active.Count == 0;
        return enough ? (Complete, "CompletionsReached", "Reached expected number of succeeded pods") : null;
    }

    /// <summary>The status of a Job that ends.</summary>
    public static JobStatus Ended(JobStatus status, (string Type, string Reason, string Message) end, bool settled, DateTimeOffset now)
    {
        string target = end.Type == Failed ? FailureTarget : SuccessTarget;
        IReadOnlyList<Condition>? conditions = status.Conditions.With(target, true, end.Reason, end.Message, now);
        if (!settled)
        {
            return status with { Conditions = conditions };
        }

        return status with
        {
            Conditions = conditions.With(end.Type, true, end.Reason, end.Message, now),
            CompletionTime = end.Type == Complete ? now : null,
        };
    }

    /// <summary>How long the Job may still run; null without a limit.</summary>
    public static TimeSpan? UntilDeadline(Job job, JobStatus status, DateTimeOffset now) =>
        job.Spec?.ActiveDeadlineSeconds is { } seconds && status.StartTime is { } start ? start + TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) - now : null;

    private static bool IsBeyondLimit(Job job, BatchCounts counts, List<Pod> active)
    {
        int limit = job.Spec?.BackoffLimit ?? 6;
        if (counts.Failed > limit)
        {
            return true;
        }

        // Pods that are started again in place fail without ending.
        int restarts = job.Spec?.Template?.Spec?.RestartPolicy != "OnFailure" ? 0
            : active.Sum(p => (p.Status?.ContainerStatuses ?? []).Concat(p.Status?.InitContainerStatuses ?? []).Sum(c => c.RestartCount));
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }
}
