using Kuscia.Model.Resources;

namespace Kuscia.Controllers.TaskResources;

/// <summary>What is to be done with a group, in the order of the members.</summary>
internal sealed record GroupOutcome
{
    /// <summary>The spec with names for the TaskResources; the same instance when nothing changes.</summary>
    public required TaskResourceGroupSpec Spec { get; init; }

    /// <summary>TaskResources to create.</summary>
    public IReadOnlyList<TaskResource> Create { get; init; } = [];

    /// <summary>New statuses of existing TaskResources.</summary>
    public IReadOnlyList<(TaskResource Resource, TaskResourceStatus Status)> Update { get; init; } = [];

    /// <summary>True to tie the own pods to their TaskResources.</summary>
    public bool LinkPods { get; init; }

    /// <summary>True to wake the scheduler by touching the own pods.</summary>
    public bool TouchPods { get; init; }

    public required TaskResourceGroupStatus Status { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}
