using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>Which task ids a new job cannot have, because a job before it that is not over has named them.</summary>
internal static class TaskIdClaims
{
    /// <summary>The ids that the job names and another job has, with the name of that job; empty for a job that is validated already.</summary>
    public static IReadOnlyDictionary<string, string> Of(KusciaJob job, IEnumerable<KusciaJob> all)
    {
        Dictionary<string, string> taken = [];
        HashSet<string> wanted = [.. (job.Spec?.Tasks ?? []).Select(t => t.TaskID ?? "").Where(i => i.Length > 0)];
        if (wanted.Count == 0 || !IsNew(job))
        {
            return taken;
        }

        foreach (KusciaJob other in all.Where(o => o.Metadata.Uid != job.Metadata.Uid && Precedes(o, job)))
        {
            foreach (KusciaTaskTemplate task in (other.Spec?.Tasks ?? []).Where(t => wanted.Contains(t.TaskID ?? "")))
            {
                taken[task.TaskID ?? ""] = other.Metadata.Name ?? "";
            }
        }

        return taken;
    }

    private static bool IsNew(KusciaJob job) => job.Status?.Phase is null or "" or JobPhase.Initialized;

    // Of two jobs that are both new the older one keeps the id; of a job that is over only the tasks that exist count, and they are found when one is made.
    private static bool Precedes(KusciaJob other, KusciaJob job)
    {
        if (other.Status is { CompletionTime: not null } or { Phase: JobPhase.Failed })
        {
            return false;
        }

        int order = Nullable.Compare(other.Metadata.CreationTimestamp, job.Metadata.CreationTimestamp);
        return !IsNew(other) || order < 0 || (order == 0 && string.CompareOrdinal(other.Metadata.Uid, job.Metadata.Uid) < 0);
    }
}
