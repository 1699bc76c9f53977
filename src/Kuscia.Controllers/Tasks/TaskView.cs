using Kuscia.Client.Parties;
using Kuscia.Controllers.Durations;
using Kuscia.Controllers.Scheduling;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>A task and everything its decision depends on, at one moment.</summary>
internal sealed record TaskView
{
    public required KusciaTask Task { get; init; }
    public required IReadOnlyDictionary<string, PartyInfo> Parties { get; init; }
    public required IReadOnlyDictionary<string, AppImage?> AppImages { get; init; }

    /// <summary>The task's group, or null while there is none.</summary>
    public TaskResourceGroup? Group { get; init; }

    /// <summary>The task's pods by <c>namespace/name</c>.</summary>
    public IReadOnlyDictionary<string, Pod> Pods { get; init; } = new Dictionary<string, Pod>();

    /// <summary>The task's services by <c>namespace/name</c>.</summary>
    public IReadOnlyDictionary<string, Service> Services { get; init; } = new Dictionary<string, Service>();

    /// <summary>All routes by name.</summary>
    public IReadOnlyDictionary<string, ClusterDomainRoute> Routes { get; init; } = new Dictionary<string, ClusterDomainRoute>();

    /// <summary>What the nodes can take; null skips the check.</summary>
    public NodeSnapshot? Nodes { get; init; }

    /// <summary>Data of own domains that the task may not read or write; looked up before its objects are made.</summary>
    public IReadOnlyList<string> DataFaults { get; init; } = [];

    /// <summary>Partners that no route reaches, and since when; see <see cref="PartnerSilence"/>.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> SilentSince { get; init; } = new Dictionary<string, DateTimeOffset>();

    public KusciaTaskStatus Status => Task.Status ?? new KusciaTaskStatus();

    public bool IsOwn(string? domain) => Parties.GetValueOrDefault(domain ?? "")?.IsPartner == false;

    /// <summary>True in the cluster of the initiator.</summary>
    public bool IsInitiator => StartedHere(Task, Parties.GetValueOrDefault(Task.Spec?.Initiator ?? "")?.IsPartner == true);


    /// <summary>True when a party of the task runs in this cluster.</summary>
    public bool IsParticipant => (Task.Spec?.Parties ?? []).Any(p => IsOwn(p.DomainID));

    public int PartyCount => Task.Spec?.Parties?.Count ?? 0;

    /// <summary>Parties that must succeed.</summary>
    public int Threshold => Task.Spec?.ScheduleConfig?.MinReservedMembers is > 0 and int wanted && wanted <= PartyCount ? wanted : PartyCount;

    /// <summary>When the attempt to start the task is given up.</summary>
    public DateTimeOffset Deadline(DateTimeOffset now, TaskOptions options) =>
        (Status.StartTime ?? Task.Metadata.CreationTimestamp ?? now) + TimeSpan.FromSeconds(Lifecycle(options));

    public int Lifecycle(TaskOptions options) =>
        Task.Spec?.ScheduleConfig?.LifecycleSeconds is > 0 and int seconds ? seconds : options.LifecycleSeconds;

    /// <summary>True for a task of a job of this cluster.</summary>
    public static bool StartedHere(KusciaTask task, bool initiatorIsPartner) => task.Metadata.Annotation(WellKnownAnnotations.SelfClusterAsInitiator) switch
    {
        "true" => true,
        "false" => false,
        _ => !initiatorIsPartner,
    };

    public static string Key(ResourceName name) => name.ToString();
}
