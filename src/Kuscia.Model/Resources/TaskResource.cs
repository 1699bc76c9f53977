using System.ComponentModel.DataAnnotations;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Resources;

/// <summary>The co-scheduling unit of all parties of a task.</summary>
public sealed record TaskResourceGroup : Resource
{
    [Required]
    public TaskResourceGroupSpec? Spec { get; init; }
    public TaskResourceGroupStatus? Status { get; init; }
}

public sealed record TaskResourceGroupSpec
{
    [Required, Range(1, int.MaxValue)]
    public int? MinReservedMembers { get; init; }
    public int? ResourceReservedSeconds { get; init; }
    public int? RetryIntervalSeconds { get; init; }
    public int? LifecycleSeconds { get; init; }

    [Required]
    public string? Initiator { get; init; }
    public IReadOnlyList<TaskResourceGroupParty>? Parties { get; init; }
    public IReadOnlyList<TaskResourceGroupParty>? OutOfControlledParties { get; init; }
}

public sealed record TaskResourceGroupParty
{
    public string? Role { get; init; }

    [Required]
    public string? DomainID { get; init; }
    public int? MinReservedPods { get; init; }
    public IReadOnlyList<TaskResourceGroupPod>? Pods { get; init; }
    public string? TaskResourceName { get; init; }
}

public sealed record TaskResourceGroupPod
{
    [Required]
    public string? Name { get; init; }
}

public sealed record TaskResourceGroupStatus
{
    [Required]
    public string? Phase { get; init; }
    public int? RetryCount { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
    public DateTimeOffset? StartTime { get; init; }
    public DateTimeOffset? CompletionTime { get; init; }
    public DateTimeOffset? LastTransitionTime { get; init; }
}

/// <summary>What one party reserves for a task.</summary>
public sealed record TaskResource : Resource
{
    [Required]
    public TaskResourceSpec? Spec { get; init; }
    public TaskResourceStatus? Status { get; init; }
}

public sealed record TaskResourceSpec
{
    public string? Role { get; init; }

    [Required, Range(1, int.MaxValue)]
    public int? MinReservedPods { get; init; }
    public int? ResourceReservedSeconds { get; init; }
    public string? Initiator { get; init; }
    public IReadOnlyList<TaskResourcePod>? Pods { get; init; }
}

public sealed record TaskResourcePod
{
    [Required]
    public string? Name { get; init; }
    public ResourceRequirements? Resources { get; init; }
}

public sealed record TaskResourceStatus
{
    [Required]
    public string? Phase { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
    public DateTimeOffset? StartTime { get; init; }
    public DateTimeOffset? CompletionTime { get; init; }
    public DateTimeOffset? LastTransitionTime { get; init; }
}
