using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.Batch;

/// <summary>
/// The pods of a Job that are over. A pod is first named in the status, then loses its finalizer, then its name becomes part of a number: whatever happens in between,
/// it is counted once. Pure.
/// </summary>
internal sealed class BatchCounts
{
    private readonly Job _job;

    public BatchCounts(Job job, IReadOnlyList<Pod> pods)
    {
        _job = job;
        Dictionary<string, Pod> tracked = pods.Where(BatchPods.IsTracked).ToDictionary(p => p.Metadata.Uid ?? "", StringComparer.Ordinal);
        IReadOnlyList<string> noted = job.Status?.UncountedTerminatedPods?.Succeeded ?? [];
        IReadOnlyList<string> notedFailed = job.Status?.UncountedTerminatedPods?.Failed ?? [];
        Counted = (job.Status?.Succeeded ?? 0) + noted.Count(u => !tracked.ContainsKey(u));
        CountedFailed = (job.Status?.Failed ?? 0) + notedFailed.Count(u => !tracked.ContainsKey(u));
        Pod[] over = [.. tracked.Values.Where(p => IsSuccess(p) || IsFailure(p))];
        Over = over;
        Successes = [.. over.Where(p => IsSuccess(p) && !notedFailed.Contains(p.Metadata.Uid)).Select(p => p.Metadata.Uid ?? "").Order(StringComparer.Ordinal)];
        Failures = [.. over.Where(p => !Successes.Contains(p.Metadata.Uid ?? "")).Select(p => p.Metadata.Uid ?? "").Order(StringComparer.Ordinal)];
        NewFailures = [.. Failures.Except(notedFailed)];
        NewSuccesses = [.. Successes.Except(noted)];
        SortedSet<int> indexes = IndexSet.Parse(job.Status?.CompletedIndexes, job.Spec?.Completions ?? 0);
        indexes.UnionWith(over.Where(IsSuccess).Select(BatchPods.IndexOf).OfType<int>().Where(i => i < (job.Spec?.Completions ?? 0)));
        Indexes = indexes;
    }

    public bool IsIndexed => _job.Spec?.CompletionMode == "Indexed";

    /// <summary>Pods that are over and not yet let go.</summary>
    public IReadOnlyList<Pod> Over { get; }

    /// <summary>Successes that are a number already.</summary>
    public int Counted { get; }

    public int CountedFailed { get; }

    /// <summary>Uids that are named in the status until their pods are let go.</summary>
    public IReadOnlyList<string> Successes { get; }

    public IReadOnlyList<string> Failures { get; }

    public IReadOnlyList<string> NewFailures { get; }

    public IReadOnlyList<string> NewSuccesses { get; }

    /// <summary>Numbers that are done.</summary>
    public SortedSet<int> Indexes { get; }

    public int Succeeded => IsIndexed ? Indexes.Count : Counted + Successes.Count;

    public int Failed => CountedFailed + Failures.Count;

    /// <summary>True when no pod waits to be counted.</summary>
    public bool IsSettled => Successes.Count == 0 && Failures.Count == 0;

    private static bool IsSuccess(Pod pod) => pod.Status?.Phase == "Succeeded";

    // A pod on its way out may never get to tell how it ended.
    private bool IsFailure(Pod pod) =>
        pod.Status?.Phase == "Failed" || (pod.Metadata.DeletionTimestamp is not null && pod.Status?.Phase != "Succeeded" && _job.Spec?.PodReplacementPolicy != "Failed");
}
