using Kuscia.Model.Core;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Scheduling;

/// <summary>The pods that one TaskResource stands for.</summary>
internal sealed record PodGroup
{
    /// <summary>Null while the pods wait for theirs.</summary>
    public required TaskResource? Resource { get; init; }

    /// <summary>Pods without a node.</summary>
    public required IReadOnlyList<Pod> Pending { get; init; }

    /// <summary>Pods that have a node.</summary>
    public int Assigned { get; init; }

    /// <summary>When the TaskResource came into its phase, by the clock as it goes now.</summary>
    public DateTimeOffset? Since { get; init; }

    public int Minimum => Resource?.Spec?.MinReservedPods is > 0 and int min ? min : 1;
}

/// <summary>What happens to a group in this round.</summary>
internal sealed record PodGroupDecision
{
    /// <summary>Nodes held for pods, by pod uid.</summary>
    public IReadOnlyDictionary<string, string> Hold { get; init; } = new Dictionary<string, string>();

    /// <summary>True when the held pods are bound now.</summary>
    public bool Bind { get; init; }

    /// <summary>The status the TaskResource gets; null leaves it.</summary>
    public TaskResourceStatus? Status { get; init; }

    /// <summary>Why a pod gets no node, by pod uid.</summary>
    public IReadOnlyDictionary<string, string> Refusals { get; init; } = new Dictionary<string, string>();

    /// <summary>When to look again without an event.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
