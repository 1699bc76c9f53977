using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>What is to be done with a job, in the order of the members.</summary>
internal sealed record JobOutcome
{
    /// <summary>The job with the labels, annotations and task ids it should have.</summary>
    public required KusciaJob Job { get; init; }

    /// <summary>Tasks to end as stopped.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Tasks to delete.</summary>
    public IReadOnlyList<string> Delete { get; init; } = [];

    /// <summary>Tasks to create.</summary>
    public IReadOnlyList<KusciaTask> Create { get; init; } = [];

    /// <summary>The status it should have.</summary>
    public required KusciaJobStatus Status { get; init; }

    /// <summary>When to look again without an event.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
