using Kuscia.Client.Parties;
using Kuscia.Controllers.Data;
using Kuscia.Controllers.Durations;
using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>A job and everything its decision depends on, at one moment.</summary>
internal sealed record JobView
{
    public required KusciaJob Job { get; init; }

    /// <summary>The initiator and every party, by domain id.</summary>
    public required IReadOnlyDictionary<string, PartyInfo> Parties { get; init; }

    /// <summary>The app images that the tasks name; null for one that does not exist.</summary>
    public required IReadOnlyDictionary<string, AppImage?> AppImages { get; init; }

    /// <summary>Existing tasks of the job, and tasks of others that have a name the job wants, by name.</summary>
    public required IReadOnlyDictionary<string, KusciaTask> Tasks { get; init; }

    /// <summary>Names of all tables in namespaces of own domains.</summary>
    public required IReadOnlySet<string> VisibleData { get; init; }

    /// <summary>Data of own domains that the job may not read or write; see <see cref="DataUse"/>. Looked up for a job that is not validated yet.</summary>
    public IReadOnlyList<string> DataFaults { get; init; } = [];

    /// <summary>Partners that no route reaches, and since when; see <see cref="PartnerSilence"/>.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> SilentSince { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Task ids that unfinished jobs taken up before this one will use or use, with the name of the job; known for a job that is not validated yet.</summary>
    public IReadOnlyDictionary<string, string> TakenTaskIds { get; init; } = new Dictionary<string, string>();

    public string Name => Job.Metadata.Name ?? "";

    public string Initiator => Job.Spec?.Initiator ?? "";

    public IReadOnlyList<KusciaTaskTemplate> Templates => Job.Spec?.Tasks ?? [];

    /// <summary>All party domains, each once, in the order written.</summary>
    public IReadOnlyList<string> AllParties => [.. Templates.SelectMany(t => t.Parties ?? []).Select(p => p.DomainID ?? "").Distinct()];

    public IReadOnlyList<string> OwnParties => [.. AllParties.Where(p => Parties.GetValueOrDefault(p)?.IsOwn == true)];

    public IReadOnlyList<string> PartnerParties => [.. AllParties.Where(p => Parties.GetValueOrDefault(p)?.IsPartner == true)];

    /// <summary>True in the cluster of the initiator.</summary>
    public bool IsInitiator => StartedHere(Job, Parties.GetValueOrDefault(Initiator)?.IsPartner == true);


    /// <summary>True when other control planes take part.</summary>
    public bool IsInterconnection =>
        Job.Metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties) is not null
        || Job.Metadata.Annotation(WellKnownAnnotations.InterconnBfiaParties) is not null
        || Job.Metadata.Label(WellKnownLabels.InterconnProtocolType) is not null;

    /// <summary>True for a job of this cluster; what a partner has sent carries "false".</summary>
    public static bool StartedHere(KusciaJob job, bool initiatorIsPartner) => job.Metadata.Annotation(WellKnownAnnotations.SelfClusterAsInitiator) switch
    {
        "true" => true,
        "false" => false,
        _ => !initiatorIsPartner,
    };

    /// <summary>The job's task of a template, or null while there is none.</summary>
    public KusciaTask? TaskOf(KusciaTaskTemplate template) =>
        template.TaskID is { Length: > 0 } id && Tasks.GetValueOrDefault(id) is { } task && Owns(task) ? task : null;

    /// <summary>True when the task was made by this job.</summary>
    public bool Owns(KusciaTask task) => task.Metadata.Label(WellKnownLabels.JobUid) == Job.Metadata.Uid;
}
