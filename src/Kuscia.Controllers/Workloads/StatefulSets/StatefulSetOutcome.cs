using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.StatefulSets;

/// <summary>What happens to a StatefulSet in this round.</summary>
internal sealed record StatefulSetOutcome
{
    /// <summary>Pods that are made, by number, each of its revision.</summary>
    public IReadOnlyList<(int Ordinal, ControllerRevision Revision)> Create { get; init; } = [];

    /// <summary>Pods that go; those beyond the number of the set leave their claims as its policy says.</summary>
    public IReadOnlyList<Pod> Delete { get; init; } = [];

    public required StatefulSetStatus Status { get; init; }

    /// <summary>When to look again without an event.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
