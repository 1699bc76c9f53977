using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.StatefulSets;

/// <summary>A StatefulSet, its pods, and the two states of its template between which it goes.</summary>
internal sealed record StatefulSetView
{
    public required StatefulSet Set { get; init; }

    public required IReadOnlyList<Pod> Pods { get; init; }

    /// <summary>The revision that all pods had before the present change.</summary>
    public required ControllerRevision Current { get; init; }

    /// <summary>The revision of the present template.</summary>
    public required ControllerRevision Update { get; init; }

    /// <summary>How often names of revisions collided.</summary>
    public int Collisions { get; init; }
}
