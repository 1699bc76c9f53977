namespace Kuscia.Controllers.Workloads.PodGarbage;

/// <summary>When pods are collected.</summary>
public sealed record PodGarbageOptions
{
    /// <summary>How long a node must be gone before its pods are; default 40 s.</summary>
    public TimeSpan Quarantine { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Pods that are over and kept; beyond it the oldest go. Default 12500.</summary>
    public int MaxTerminated { get; init; } = 12500;
}
