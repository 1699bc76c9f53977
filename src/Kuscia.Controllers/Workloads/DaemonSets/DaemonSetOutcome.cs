using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.DaemonSets;

/// <summary>What happens to a DaemonSet in this round.</summary>
internal sealed record DaemonSetOutcome
{
    /// <summary>Nodes that get a pod.</summary>
    public IReadOnlyList<Node> Create { get; init; } = [];

    /// <summary>Pods that go.</summary>
    public IReadOnlyList<Pod> Delete { get; init; } = [];

    public required DaemonSetStatus Status { get; init; }

    /// <summary>When to look again without an event.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
