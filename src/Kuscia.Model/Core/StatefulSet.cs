using Kuscia.Model.Descriptors;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record StatefulSet : Resource
{
    public StatefulSetSpec? Spec { get; init; }
    public StatefulSetStatus? Status { get; init; }
}

[OpenSchema]
public sealed record StatefulSetSpec
{
    public int? Replicas { get; init; }
    public LabelSelector? Selector { get; init; }
    public PodTemplateSpec? Template { get; init; }
    public IReadOnlyList<JsonResource>? VolumeClaimTemplates { get; init; }
    public string? ServiceName { get; init; }

    /// <summary><c>OrderedReady</c> (default) or <c>Parallel</c>.</summary>
    public string? PodManagementPolicy { get; init; }
    public StatefulSetUpdateStrategy? UpdateStrategy { get; init; }
    public int? RevisionHistoryLimit { get; init; }
    public int? MinReadySeconds { get; init; }
    public StatefulSetClaimPolicy? PersistentVolumeClaimRetentionPolicy { get; init; }
    public StatefulSetOrdinals? Ordinals { get; init; }
}

/// <summary>Where the numbers of the pods begin.</summary>
public sealed record StatefulSetOrdinals
{
    public int? Start { get; init; }
}

/// <summary>What becomes of the claims of pods: <c>Retain</c> (default) or <c>Delete</c>.</summary>
public sealed record StatefulSetClaimPolicy
{
    public string? WhenDeleted { get; init; }
    public string? WhenScaled { get; init; }
}

[OpenSchema]
public sealed record StatefulSetUpdateStrategy
{
    /// <summary><c>RollingUpdate</c> (default) or <c>OnDelete</c>.</summary>
    public string? Type { get; init; }
    public StatefulSetRollingUpdate? RollingUpdate { get; init; }
}

public sealed record StatefulSetRollingUpdate
{
    /// <summary>Pods with a smaller number keep the revision that they have.</summary>
    public int? Partition { get; init; }
    public IntOrString? MaxUnavailable { get; init; }
}

[OpenSchema]
public sealed record StatefulSetStatus
{
    public long? ObservedGeneration { get; init; }
    public int Replicas { get; init; }
    public int? ReadyReplicas { get; init; }
    public int? CurrentReplicas { get; init; }
    public int? UpdatedReplicas { get; init; }
    public string? CurrentRevision { get; init; }
    public string? UpdateRevision { get; init; }
    public int? CollisionCount { get; init; }
    public int AvailableReplicas { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
