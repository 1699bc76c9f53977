using System.ComponentModel.DataAnnotations;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Resources;

/// <summary>One multi-party computation.</summary>
public sealed record KusciaTask : Resource
{
    [Required]
    public KusciaTaskSpec? Spec { get; init; }
    public KusciaTaskStatus? Status { get; init; }
}

public sealed record KusciaTaskSpec
{
    [Required]
    public string? Initiator { get; init; }

    [Required]
    public string? TaskInputConfig { get; init; }
    public ScheduleConfig? ScheduleConfig { get; init; }

    [Required]
    public IReadOnlyList<TaskParty>? Parties { get; init; }
}

public sealed record TaskParty
{
    [Required]
    public string? DomainID { get; init; }

    [Required]
    public string? AppImageRef { get; init; }
    public string? Role { get; init; }
    public int? MinReservedPods { get; init; }
    public PartyTemplate? Template { get; init; }
    public IReadOnlyList<BandwidthLimit>? BandwidthLimits { get; init; }
}

public sealed record PartyTemplate
{
    public int? Replicas { get; init; }
    public DeploymentStrategy? Strategy { get; init; }
    public AppPodSpec? Spec { get; init; }
}

public record KusciaTaskStatus
{
    public string? Phase { get; init; }

    /// <summary>0 to 1.</summary>
    public float? Progress { get; init; }
    public IReadOnlyList<PartyTaskStatus>? PartyTaskStatus { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
    public IReadOnlyDictionary<string, TaskPodStatus>? PodStatuses { get; init; }
    public IReadOnlyDictionary<string, TaskServiceStatus>? ServiceStatuses { get; init; }
    public IReadOnlyList<PartyAllocatedPorts>? AllocatedPorts { get; init; }
    public DateTimeOffset? StartTime { get; init; }
    public DateTimeOffset? CompletionTime { get; init; }
    public DateTimeOffset? LastReconcileTime { get; init; }
}

public sealed record TaskPodStatus
{
    [Required]
    public string? PodName { get; init; }

    [Required]
    public string? PodPhase { get; init; }

    [Required]
    public string? Namespace { get; init; }
    public string? NodeName { get; init; }
    public string? Message { get; init; }
    public string? TerminationLog { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset? CreateTime { get; init; }
    public DateTimeOffset? ScheduleTime { get; init; }
    public DateTimeOffset? StartTime { get; init; }
    public DateTimeOffset? ReadyTime { get; init; }
}

public sealed record TaskServiceStatus
{
    [Required]
    public string? Namespace { get; init; }

    [Required]
    public string? ServiceName { get; init; }
    public string? PortName { get; init; }
    public int? PortNumber { get; init; }
    public string? Scope { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public DateTimeOffset? CreateTime { get; init; }
    public DateTimeOffset? ReadyTime { get; init; }
}

public sealed record PartyAllocatedPorts
{
    [Required]
    public string? DomainID { get; init; }
    public string? Role { get; init; }

    /// <summary><c>podName/portName</c> to port number.</summary>
    public IReadOnlyDictionary<string, int>? NamedPort { get; init; }
}

/// <summary>What one partner may know and answer about a task; kept in the partner's mailbox namespace of the host.</summary>
public sealed record KusciaTaskSummary : Resource
{
    [Required]
    public KusciaTaskSummarySpec? Spec { get; init; }
    public KusciaTaskSummaryStatus? Status { get; init; }
}

public sealed record KusciaTaskSummarySpec
{
    [Required]
    public string? Alias { get; init; }

    [Required]
    public string? JobID { get; init; }
}

public sealed record KusciaTaskSummaryStatus : KusciaTaskStatus
{
    public IReadOnlyDictionary<string, IReadOnlyList<SummaryResourceStatus>>? ResourceStatus { get; init; }
}

public sealed record SummaryResourceStatus
{
    public string? Role { get; init; }
    public string? HostTaskResourceName { get; init; }
    public string? HostTaskResourceVersion { get; init; }
    public string? MemberTaskResourceName { get; init; }
    public string? MemberTaskResourceVersion { get; init; }

    [Required]
    public string? Phase { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
    public DateTimeOffset? StartTime { get; init; }
    public DateTimeOffset? CompletionTime { get; init; }
    public DateTimeOffset? LastTransitionTime { get; init; }
}
