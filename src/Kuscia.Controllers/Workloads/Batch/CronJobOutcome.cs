using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.Batch;

/// <summary>What happens to a CronJob in this round.</summary>
internal sealed record CronJobOutcome
{
    /// <summary>The time for which a Job is made; null for none.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Jobs that go: old ones, and such as are replaced.</summary>
    public IReadOnlyList<Job> Delete { get; init; } = [];

    /// <summary>What there is to tell, as reason and message.</summary>
    public (string Reason, string Message)? Warning { get; init; }

    public required CronJobStatus Status { get; init; }

    /// <summary>When to look again without an event.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
