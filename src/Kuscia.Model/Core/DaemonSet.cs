using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record DaemonSet : Resource
{
    public DaemonSetSpec? Spec { get; init; }
    public DaemonSetStatus? Status { get; init; }
}

[OpenSchema]
public sealed record DaemonSetSpec
{
    public LabelSelector? Selector { get; init; }
    public PodTemplateSpec? Template { get; init; }
    public DaemonSetUpdateStrategy? UpdateStrategy { get; init; }
    public int? MinReadySeconds { get; init; }
    public int? RevisionHistoryLimit { get; init; }
}

[OpenSchema]
public sealed record DaemonSetUpdateStrategy
{
    /// <summary><c>RollingUpdate</c> (default) or <c>OnDelete</c>.</summary>
    public string? Type { get; init; }
    public RollingUpdate? RollingUpdate { get; init; }
}

[OpenSchema]
public sealed record DaemonSetStatus
{
    public int CurrentNumberScheduled { get; init; }
    public int NumberMisscheduled { get; init; }
    public int DesiredNumberScheduled { get; init; }
    public int NumberReady { get; init; }
    public long? ObservedGeneration { get; init; }
    public int? UpdatedNumberScheduled { get; init; }
    public int? NumberAvailable { get; init; }
    public int? NumberUnavailable { get; init; }
    public int? CollisionCount { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
