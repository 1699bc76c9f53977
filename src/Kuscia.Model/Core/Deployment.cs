using Kuscia.Model.Descriptors;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record Deployment : Resource
{
    public DeploymentSpec? Spec { get; init; }
    public DeploymentStatus? Status { get; init; }
}

[OpenSchema]
public sealed record DeploymentSpec
{
    public int? Replicas { get; init; }
    public LabelSelector? Selector { get; init; }
    public PodTemplateSpec? Template { get; init; }
    public DeploymentStrategy? Strategy { get; init; }

    /// <summary>Seconds that a pod must be ready before it counts as available; default 0.</summary>
    public int? MinReadySeconds { get; init; }

    /// <summary>Old ReplicaSets that are kept for a way back; default 10.</summary>
    public int? RevisionHistoryLimit { get; init; }
    public bool? Paused { get; init; }

    /// <summary>Seconds without progress after which the condition says so; default 600.</summary>
    public int? ProgressDeadlineSeconds { get; init; }
}

[OpenSchema]
public sealed record DeploymentStrategy
{
    public string? Type { get; init; }
    public RollingUpdate? RollingUpdate { get; init; }
}

public sealed record RollingUpdate
{
    public IntOrString? MaxUnavailable { get; init; }
    public IntOrString? MaxSurge { get; init; }
}

[OpenSchema]
public sealed record DeploymentStatus
{
    public long? ObservedGeneration { get; init; }
    public int? Replicas { get; init; }
    public int? UpdatedReplicas { get; init; }
    public int? ReadyReplicas { get; init; }
    public int? AvailableReplicas { get; init; }
    public int? UnavailableReplicas { get; init; }
    public int? CollisionCount { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
