using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Data;

/// <summary>A task's names of tables and what own domains have, at one moment.</summary>
internal sealed record DataUseView
{
    public required DataNames Names { get; init; }

    /// <summary>The domain that started the job.</summary>
    public required string Initiator { get; init; }

    /// <summary>True when it was started in this cluster: then its operator decides.</summary>
    public required bool IsStartedHere { get; init; }

    /// <summary>Parties of the task that run here.</summary>
    public required IReadOnlyList<string> OwnParties { get; init; }

    /// <summary>Data in the namespaces of <see cref="OwnParties"/>.</summary>
    public required IReadOnlyCollection<DomainData> Data { get; init; }

    /// <summary>Grants in those namespaces that are in force.</summary>
    public required IReadOnlyCollection<DomainDataGrant> Grants { get; init; }

    /// <summary>Ids that tasks of the job write.</summary>
    public IReadOnlySet<string> MadeByOthers { get; init; } = new HashSet<string>();

    /// <summary>Ids of the job's tasks.</summary>
    public IReadOnlySet<string> Tasks { get; init; } = new HashSet<string>();

    /// <summary>When the job was made: what is older was made by an earlier job.</summary>
    public DateTimeOffset? JobMade { get; init; }

    public DomainData? Find(string domain, string id) => Data.FirstOrDefault(d => d.Metadata.Namespace == domain && d.Metadata.Name == id);

    /// <summary>What a domain itself has: copies of partners' tables name files of the partners, and keep no id and no file from it.</summary>
    public IEnumerable<DomainData> Own(string domain) => Data.Where(d => d.Metadata.Namespace == domain && d.Spec?.Author == domain);

    public bool IsGranted(string domain, string id) =>
        Grants.Any(g => g.Metadata.Namespace == domain && g.Spec is { } spec && spec.Author == domain && spec.DomainDataID == id && spec.GrantDomain == Initiator
            && (string.IsNullOrEmpty(spec.Limit?.Initiator) || spec.Limit.Initiator == Initiator));

    /// <summary>True for data that a task of this job has registered; DataMesh notes who does.</summary>
    public bool IsMadeByJob(DomainData data) =>
        data.Metadata.Annotation(WellKnownAnnotations.TaskId) is { } task && Tasks.Contains(task)
        && (JobMade is null || data.Metadata.CreationTimestamp is null || data.Metadata.CreationTimestamp >= JobMade);
}
