using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.ReplicaSets;

/// <summary>What happens to a ReplicaSet in this round.</summary>
internal sealed record ReplicaSetOutcome
{
    /// <summary>Pods that are made.</summary>
    public int Create { get; init; }

    /// <summary>Pods that go.</summary>
    public IReadOnlyList<Pod> Delete { get; init; } = [];

    public required ReplicaSetStatus Status { get; init; }

    /// <summary>When to look again without an event.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
