namespace Kuscia.Agent.Runtimes;

/// <summary>One run of a container, living or ended.</summary>
internal sealed record ContainerRun
{
    public required string Container { get; init; }
    public required string Id { get; init; }
    public required int Attempt { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required string LogPath { get; init; }

    /// <summary>Completes when the main process has ended and the rest of its group is gone; never faults.</summary>
    public required Task<ContainerExit> Exited { get; init; }
}
