using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>The whole state of a pod as its runtime sees it, in the words of a pod status.</summary>
internal sealed record PodReport
{
    public required PodKey Pod { get; init; }

    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c> or <c>Failed</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>True when something of it was started, in whatever life of the agent.</summary>
    public required bool HasBegun { get; init; }

    /// <summary>Why the pod as a whole is as it is; null for nothing to say.</summary>
    public string? Reason { get; init; }
    public string? Message { get; init; }

    /// <summary>The pod's address; null while it has none.</summary>
    public string? Address { get; init; }

    /// <summary>In the order of the spec.</summary>
    public IReadOnlyList<ContainerStatus> InitContainers { get; init; } = [];

    /// <summary>In the order of the spec.</summary>
    public IReadOnlyList<ContainerStatus> Containers { get; init; } = [];

    /// <summary>Conditions that the runtime knows better than the states of the containers tell, for example that another cluster has no room.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>True when every container succeeded.</summary>
    public bool HasSucceeded => Containers.Count > 0 && Containers.All(c => c.State?.Terminated is { ExitCode: 0 });
}
