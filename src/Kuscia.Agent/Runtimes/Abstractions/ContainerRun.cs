namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>One run of a container, living or ended.</summary>
internal sealed record ContainerRun
{
    public required PodKey Pod { get; init; }
    public required string Container { get; init; }
    public required string Id { get; init; }
    public required int Attempt { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required string LogPath { get; init; }

    /// <summary>Completes when the main process has ended and the rest of the container with it; never faults, and waits on while the runtime is out of reach.</summary>
    public required Task<ContainerExit> Exited { get; init; }
}
