using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record ReplicaSet : Resource
{
    public ReplicaSetSpec? Spec { get; init; }
    public ReplicaSetStatus? Status { get; init; }
}

[OpenSchema]
public sealed record ReplicaSetSpec
{
    public int? Replicas { get; init; }

    /// <summary>Seconds that a pod must be ready before it counts as available; default 0.</summary>
    public int? MinReadySeconds { get; init; }
    public LabelSelector? Selector { get; init; }
    public PodTemplateSpec? Template { get; init; }
}

[OpenSchema]
public sealed record ReplicaSetStatus
{
    public int Replicas { get; init; }
    public int? FullyLabeledReplicas { get; init; }
    public int? ReadyReplicas { get; init; }
    public int? AvailableReplicas { get; init; }
    public long? ObservedGeneration { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
