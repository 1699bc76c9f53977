using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Pods;

/// <summary>The present state of a pod on this node, from which its status is written.</summary>
internal sealed record PodView
{
    /// <summary>What the runtime says.</summary>
    public required PodReport Report { get; init; }
    public required string Runtime { get; init; }
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>Members of the spec that have no effect on this node.</summary>
    public required IReadOnlyList<string> WithoutEffect { get; init; }

    /// <summary>What this node decided over the head of the runtime; null while it decided nothing.</summary>
    public required PodVerdict? Verdict { get; init; }
}

/// <summary>The last word about a pod: rejected, past its deadline, deleted.</summary>
internal sealed record PodVerdict(string Phase, string? Reason, string? Message);
