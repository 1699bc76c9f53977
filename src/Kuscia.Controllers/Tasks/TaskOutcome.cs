using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>What is to be done with a task, in the order of the members.</summary>
internal sealed record TaskOutcome
{
    /// <summary>Objects to create before the status is written.</summary>
    public TaskObjects? Create { get; init; }

    /// <summary>A sentence to fail the task's group with; null leaves it.</summary>
    public bool FailGroup { get; init; }

    /// <summary>How to tidy up before the status is written.</summary>
    public TaskCleanup Cleanup { get; init; }

    public required KusciaTaskStatus Status { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What is removed when a task ends.</summary>
internal enum TaskCleanup
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Pods that have not failed.</summary>
    Failed,

    /// <summary>Pods that have not failed, config maps, services and the group.</summary>
    Succeeded,

    /// <summary>Everything.</summary>
    Deleted,
}
