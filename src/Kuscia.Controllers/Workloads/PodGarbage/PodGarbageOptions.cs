namespace Kuscia.Controllers.Workloads.PodGarbage;

/// <summary>When pods are collected.</summary>
public sealed record PodGarbageOptions
{
    /// <summary>How long a node must be gone before its pods are; default 40 s.</summary>
    public TimeSpan Quarantine { get; init; } = TimeSpan.FromSeconds(40);
}
