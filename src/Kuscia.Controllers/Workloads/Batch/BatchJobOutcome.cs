using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.Batch;

/// <summary>What happens to a Job in this round.</summary>
internal sealed record BatchJobOutcome
{
    /// <summary>Pods that are made; with their number when the Job counts them by number.</summary>
    public IReadOnlyList<int?> Create { get; init; } = [];

    /// <summary>Pods that go.</summary>
    public IReadOnlyList<Pod> Delete { get; init; } = [];

    /// <summary>True when the pods that go are not counted: the Job did without them, they did not fail.</summary>
    public bool IsWithdrawal { get; init; }

    /// <summary>Pods that may go once the status is written: they are counted.</summary>
    public IReadOnlyList<Pod> Release { get; init; } = [];

    public required JobStatus Status { get; init; }

    /// <summary>True when the Job itself has lived long enough.</summary>
    public bool Expire { get; init; }

    /// <summary>When to look again without an event.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
