using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.Batch;

/// <summary>A Job and its pods.</summary>
internal sealed record BatchJobView
{
    public required Job Job { get; init; }

    /// <summary>Its pods, those that are over included.</summary>
    public required IReadOnlyList<Pod> Pods { get; init; }

    /// <summary>Failures in a row and when the last was seen: the next pod waits the longer the more there are.</summary>
    public (int Count, DateTimeOffset Last) Failures { get; init; }
}
