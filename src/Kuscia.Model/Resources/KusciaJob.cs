using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Kuscia.Model.Core;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Resources;

/// <summary>A graph of multi-party tasks.</summary>
public sealed record KusciaJob : Resource
{
    [Required]
    public KusciaJobSpec? Spec { get; init; }
    public KusciaJobStatus? Status { get; init; }
}

public sealed record KusciaJobSpec
{
    public string? FlowID { get; init; }

    [Required]
    public string? Initiator { get; init; }

    [AllowedValues("Strict", "BestEffort"), DefaultValue("Strict")]
    public string? ScheduleMode { get; init; }

    [Range(1, 128), DefaultValue(1)]
    public int? MaxParallelism { get; init; }

    [Required, ItemCount(1, 128)]
    public IReadOnlyList<KusciaTaskTemplate>? Tasks { get; init; }
}

public sealed record KusciaTaskTemplate
{
    [Required]
    public string? Alias { get; init; }

    [RegularExpression("[a-z0-9]([-a-z0-9]*[a-z0-9])?")]
    public string? TaskID { get; init; }

    /// <summary>Aliases of the tasks that must succeed first.</summary>
    [ItemCount(1, 128)]
    public IReadOnlyList<string>? Dependencies { get; init; }

    [DefaultValue(false)]
    public bool? Tolerable { get; init; }

    [Required]
    public string? AppImage { get; init; }

    [Required]
    public string? TaskInputConfig { get; init; }
    public ScheduleConfig? ScheduleConfig { get; init; }
    public int? Priority { get; init; }

    [Required]
    public IReadOnlyList<JobParty>? Parties { get; init; }
}

public sealed record ScheduleConfig
{
    [Range(1, int.MaxValue)]
    public int? MinReservedMembers { get; init; }
    public int? ResourceReservedSeconds { get; init; }
    public int? LifecycleSeconds { get; init; }
    public int? RetryIntervalSeconds { get; init; }
}

public sealed record JobParty
{
    [Required]
    public string? DomainID { get; init; }
    public string? Role { get; init; }
    public ResourceRequirements? Resources { get; init; }
    public IReadOnlyList<BandwidthLimit>? BandwidthLimits { get; init; }
}

public sealed record BandwidthLimit
{
    [Required]
    public string? DestinationID { get; init; }

    /// <summary>KiB per second.</summary>
    [Required]
    public long? LimitKBps { get; init; }
}

public sealed record KusciaJobStatus
{
    public string? Phase { get; init; }
    public IReadOnlyDictionary<string, string>? ApproveStatus { get; init; }
    public IReadOnlyDictionary<string, string>? StageStatus { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyList<PartyTaskStatus>>? PartyTaskCreateStatus { get; init; }
    public IReadOnlyDictionary<string, string>? TaskStatus { get; init; }
    public DateTimeOffset? StartTime { get; init; }
    public DateTimeOffset? CompletionTime { get; init; }
    public DateTimeOffset? LastReconcileTime { get; init; }
}

public sealed record PartyTaskStatus
{
    [Required]
    public string? DomainID { get; init; }
    public string? Role { get; init; }
    public string? Phase { get; init; }
    public string? Message { get; init; }
}

/// <summary>What one partner may know and answer about a job; kept in the partner's mailbox namespace of the host.</summary>
public sealed record KusciaJobSummary : Resource
{
    [Required]
    public KusciaJobSummarySpec? Spec { get; init; }
    public KusciaJobStatus? Status { get; init; }
}

public sealed record KusciaJobSummarySpec
{
    [DefaultValue("Create")]
    public string? Stage { get; init; }
    public string? StageTrigger { get; init; }
}
