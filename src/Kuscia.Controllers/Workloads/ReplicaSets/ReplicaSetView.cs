using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.ReplicaSets;

/// <summary>A ReplicaSet and the pods that are its own.</summary>
internal sealed record ReplicaSetView
{
    public required ReplicaSet Set { get; init; }

    /// <summary>Its pods, those that are over or on their way out included.</summary>
    public required IReadOnlyList<Pod> Pods { get; init; }

    /// <summary>Active pods by node over all sets of the same controller: where many are, one is spared first.</summary>
    public IReadOnlyDictionary<string, int> PodsOnNode { get; init; } = new Dictionary<string, int>();

    /// <summary>Why pods could not be made or deleted in the round before; null when they could.</summary>
    public (string Reason, string Message)? Failure { get; init; }
}
