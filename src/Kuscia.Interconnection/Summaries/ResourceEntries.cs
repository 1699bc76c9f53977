using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>Finds and replaces the entries of <c>status.resourceStatus</c>.</summary>
internal static class ResourceEntries
{
    /// <summary>The entry of a TaskResource's domain and role, or null.</summary>
    public static SummaryResourceStatus? Find(KusciaTaskSummary summary, TaskResource resource) =>
        summary.Status?.ResourceStatus?.GetValueOrDefault(resource.Metadata.Namespace ?? "")?
            .FirstOrDefault(e => (e.Role ?? "") == (resource.Spec?.Role ?? ""));

    /// <summary>The summary with one entry replaced or added.</summary>
    public static KusciaTaskSummary With(KusciaTaskSummary summary, string domain, SummaryResourceStatus entry)
    {
        KusciaTaskSummaryStatus status = summary.Status ?? new KusciaTaskSummaryStatus();
        Dictionary<string, IReadOnlyList<SummaryResourceStatus>> all = new(status.ResourceStatus ?? new Dictionary<string, IReadOnlyList<SummaryResourceStatus>>());
        all[domain] = [.. all.GetValueOrDefault(domain, []).Where(e => (e.Role ?? "") != (entry.Role ?? "")), entry];
        return summary with { Status = status with { ResourceStatus = all } };
    }
}
