using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>
/// Runs single containers; what makes pods of them is above it (<c>Runtimes/Containers</c>). Thread-safe for different pods; calls for one pod come one after
/// another, but for <see cref="LogOf"/>, <see cref="StopAsync"/>, <see cref="ExecAsync"/> and <see cref="StatsAsync"/>.
/// </summary>
internal interface IContainerRuntime
{
    /// <summary>Value of the node label <c>kuscia.secretflow/runtime</c>, and scheme of container ids.</summary>
    string Name { get; }

    /// <summary>True when all pods open their ports on this machine itself, so that no two can have the same.</summary>
    bool SharesPorts => false;

    /// <summary>The images containers are made of.</summary>
    IImageStore Images { get; }

    /// <summary>Checks that the runtime can work here and makes what it needs.</summary>
    /// <exception cref="Kuscia.Hosting.Modules.ModuleStartException">It cannot; with the cure.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>What of a pod's spec these containers cannot give.</summary>
    PodReview Review(Pod pod);

    /// <summary>Pods that left something behind, from this or an earlier life of the agent.</summary>
    Task<IReadOnlyList<PodKey>> ListAsync(CancellationToken cancellationToken);

    /// <summary>All runs of a pod's containers that are known, by rising attempt, living or ended; those still alive are watched from now on.</summary>
    Task<IReadOnlyList<ContainerRun>> AdoptAsync(PodKey pod, CancellationToken cancellationToken);

    /// <summary>Makes what the containers of a pod share (network, empty directories, limits of the whole), or finds it as it is.</summary>
    /// <exception cref="ContainerStartException">It cannot be made.</exception>
    Task<PodNetwork> OpenPodAsync(PodSandbox sandbox, CancellationToken cancellationToken);

    /// <summary>Starts a container. A start that is cut off did not happen, or its run is found by <see cref="AdoptAsync"/> and ended by <see cref="RemoveAsync"/>.</summary>
    /// <exception cref="ContainerStartException">The container cannot be started.</exception>
    Task<ContainerRun> StartAsync(ContainerStart start, CancellationToken cancellationToken);

    /// <summary>Asks a container with all its processes to end and ends it by force after the grace time (or at once when <paramref name="force"/> completes).</summary>
    Task StopAsync(ContainerRun run, TimeSpan grace, Task force, CancellationToken cancellationToken);

    /// <summary>Runs a command in a running container and returns its exit code.</summary>
    /// <exception cref="ContainerStartException">The container does not run, or the command cannot be started.</exception>
    Task<int> ExecAsync(ContainerRun run, ExecRequest request, CancellationToken cancellationToken);

    /// <summary>What a running container uses now; null when nobody measures it.</summary>
    Task<ContainerStats?> StatsAsync(ContainerRun run, CancellationToken cancellationToken);

    /// <summary>Where the lines of a run come from; null when the container itself writes its <see cref="ContainerRun.LogPath"/>.</summary>
    LogSource? LogOf(ContainerRun run);

    /// <summary>The file of this node in which a run's engine notes its stages (<c>KUSCIA_STAGES_FILE</c>); null when there is none.</summary>
    string? StagesOf(ContainerRun run);

    /// <summary>Ends whatever still lives of a pod and removes its files, logs excepted.</summary>
    Task RemoveAsync(PodKey pod, CancellationToken cancellationToken);
}
