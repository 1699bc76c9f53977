using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.TaskResources;

/// <summary>A TaskResourceGroup, its TaskResources and its pods, at one moment.</summary>
internal sealed record GroupView
{
    public required TaskResourceGroup Group { get; init; }

    /// <summary>True when the initiator belongs to this cluster, by annotation or by its namespace.</summary>
    public required bool IsInitiator { get; init; }

    /// <summary>When the group began, by the clock as it goes now; null for one that was not stored yet.</summary>
    public DateTimeOffset? Began { get; init; }

    /// <summary>TaskResources of the group.</summary>
    public IReadOnlyList<TaskResource> Resources { get; init; } = [];

    /// <summary>Own pods of the group by <c>namespace/name</c>.</summary>
    public IReadOnlyDictionary<string, Pod> Pods { get; init; } = new Dictionary<string, Pod>();

    public TaskResourceGroupSpec Spec => Group.Spec ?? new TaskResourceGroupSpec();

    public TaskResourceGroupStatus Status => Group.Status ?? new TaskResourceGroupStatus();

    public string Name => Group.Metadata.Name ?? "";

    public IReadOnlyList<TaskResourceGroupParty> Own => Spec.Parties ?? [];

    public IReadOnlyList<TaskResourceGroupParty> Partners => Spec.OutOfControlledParties ?? [];

    public int PartyCount => Own.Count + Partners.Count;

    /// <summary>Parties whose TaskResource this cluster makes.</summary>
    public IEnumerable<TaskResourceGroupParty> Represented => IsInitiator ? Own.Concat(Partners) : Own;

    public string? Annotation(string key) => Group.Metadata.Annotation(key);

    public bool IsPartner(string? domain) => PartyNames.Split(Annotation(WellKnownAnnotations.InterconnKusciaParties)).Contains(domain ?? "");
}
