using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record CronJob : Resource
{
    public CronJobSpec? Spec { get; init; }
    public CronJobStatus? Status { get; init; }
}

[OpenSchema]
public sealed record CronJobSpec
{
    public string? Schedule { get; init; }
    public string? TimeZone { get; init; }
    public long? StartingDeadlineSeconds { get; init; }

    /// <summary><c>Allow</c> (default), <c>Forbid</c> or <c>Replace</c>.</summary>
    public string? ConcurrencyPolicy { get; init; }
    public bool? Suspend { get; init; }
    public JobTemplateSpec? JobTemplate { get; init; }
    public int? SuccessfulJobsHistoryLimit { get; init; }
    public int? FailedJobsHistoryLimit { get; init; }
}

/// <summary>What the Jobs of a CronJob are made from.</summary>
public sealed record JobTemplateSpec
{
    public ObjectMeta? Metadata { get; init; }
    public JobSpec? Spec { get; init; }
}

[OpenSchema]
public sealed record CronJobStatus
{
    public IReadOnlyList<ObjectReference>? Active { get; init; }
    public DateTimeOffset? LastScheduleTime { get; init; }
    public DateTimeOffset? LastSuccessfulTime { get; init; }
}
