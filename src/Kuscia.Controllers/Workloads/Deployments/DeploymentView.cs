using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.Deployments;

/// <summary>A Deployment with its ReplicaSets and their pods.</summary>
internal sealed record DeploymentView
{
    public required Deployment Deployment { get; init; }

    /// <summary>The sets that it controls.</summary>
    public required IReadOnlyList<ReplicaSet> Sets { get; init; }

    /// <summary>The pods of a set, by its uid.</summary>
    public required Func<string?, IEnumerable<Pod>> PodsOf { get; init; }
}
