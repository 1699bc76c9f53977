namespace Kuscia.Agent.Pods;

/// <summary>The present state of a pod on this node, from which its status is written.</summary>
internal sealed record PodView
{
    public required IReadOnlyList<ContainerSlot> Init { get; init; }
    public required IReadOnlyList<ContainerSlot> Main { get; init; }
    public required IReadOnlySet<string> ReadyContainers { get; init; }
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>Members of the spec that have no effect on this node.</summary>
    public IReadOnlyList<string> WithoutEffect { get; init; } = [];

    /// <summary>A phase that does not follow from the containers: rejected, past its deadline.</summary>
    public string? ForcedPhase { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
}
