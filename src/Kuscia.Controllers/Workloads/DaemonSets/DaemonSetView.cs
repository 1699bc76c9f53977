using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.DaemonSets;

/// <summary>A DaemonSet, its pods and all nodes.</summary>
internal sealed record DaemonSetView
{
    public required DaemonSet Set { get; init; }

    public required IReadOnlyList<Pod> Pods { get; init; }

    public required IReadOnlyList<Node> Nodes { get; init; }

    /// <summary>The short text of the present template, by which its pods are known.</summary>
    public required string Hash { get; init; }

    public int Collisions { get; init; }
}
