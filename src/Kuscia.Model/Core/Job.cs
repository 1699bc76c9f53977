using System.Text.Json;
using System.Text.Json.Serialization;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record Job : Resource
{
    public JobSpec? Spec { get; init; }
    public JobStatus? Status { get; init; }
}

[OpenSchema]
public sealed record JobSpec
{
    public int? Parallelism { get; init; }
    public int? Completions { get; init; }
    public long? ActiveDeadlineSeconds { get; init; }
    public JsonElement? PodFailurePolicy { get; init; }
    public int? BackoffLimit { get; init; }
    public int? BackoffLimitPerIndex { get; init; }
    public int? MaxFailedIndexes { get; init; }
    public LabelSelector? Selector { get; init; }
    public bool? ManualSelector { get; init; }
    public PodTemplateSpec? Template { get; init; }
    public int? TtlSecondsAfterFinished { get; init; }

    /// <summary><c>NonIndexed</c> (default) or <c>Indexed</c>.</summary>
    public string? CompletionMode { get; init; }
    public bool? Suspend { get; init; }
    public string? PodReplacementPolicy { get; init; }
    public string? ManagedBy { get; init; }

    /// <summary>Members that this record does not type, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}

[OpenSchema]
public sealed record JobStatus
{
    public IReadOnlyList<Condition>? Conditions { get; init; }
    public DateTimeOffset? StartTime { get; init; }
    public DateTimeOffset? CompletionTime { get; init; }
    public int? Active { get; init; }
    public int? Succeeded { get; init; }
    public int? Failed { get; init; }
    public int? Terminating { get; init; }
    public string? CompletedIndexes { get; init; }
    public string? FailedIndexes { get; init; }
    public UncountedTerminatedPods? UncountedTerminatedPods { get; init; }
    public int? Ready { get; init; }
}

/// <summary>Pods that are counted but still hold the finalizer by which they wait for it.</summary>
public sealed record UncountedTerminatedPods
{
    public IReadOnlyList<string>? Succeeded { get; init; }
    public IReadOnlyList<string>? Failed { get; init; }
}
