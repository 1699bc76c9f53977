using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.Deployments;

/// <summary>What happens to a Deployment in this round.</summary>
internal sealed record DeploymentOutcome
{
    /// <summary>The set of a template that none has yet; null for none.</summary>
    public ReplicaSet? Create { get; init; }

    /// <summary>Sets that change.</summary>
    public IReadOnlyList<SetChange> Changes { get; init; } = [];

    /// <summary>Old sets beyond the history that is kept.</summary>
    public IReadOnlyList<ReplicaSet> Delete { get; init; } = [];

    /// <summary>The revision that the Deployment shows; null leaves it.</summary>
    public string? Revision { get; init; }

    public required DeploymentStatus Status { get; init; }

    /// <summary>When to look again without an event.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>One set that changes.</summary>
/// <param name="Before">As it is.</param>
/// <param name="After">As it shall be.</param>
internal sealed record SetChange(ReplicaSet Before, ReplicaSet After)
{
    public int OldReplicas => Before.Spec?.Replicas ?? 1;

    public int NewReplicas => After.Spec?.Replicas ?? 1;
}
