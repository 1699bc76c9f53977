namespace Kuscia.Agent.Runtimes;

/// <summary>Runs the containers of pods. Thread-safe for different pods; calls for one pod come one after another.</summary>
internal interface IContainerRuntime
{
    /// <summary>Value of the node label <c>kuscia.secretflow/runtime</c>.</summary>
    string Name { get; }

    /// <summary>Resources whose limits containers are held to, for example <c>memory</c>, each with how.</summary>
    IReadOnlyDictionary<string, string> HeldLimits { get; }

    /// <summary>Pods that left something behind on this machine, from this or an earlier life of the node.</summary>
    IReadOnlyList<PodKey> KnownPods();

    /// <summary>All runs of a pod's containers known on this machine; those still alive are watched from now on.</summary>
    IReadOnlyList<ContainerRun> Adopt(PodKey pod);

    /// <summary>Starts a container.</summary>
    /// <exception cref="ContainerStartException">The container cannot be started.</exception>
    Task<ContainerRun> StartAsync(ContainerStart start, CancellationToken cancellationToken);

    /// <summary>Asks the whole process group to end and ends it by force after the grace time (or at once when <paramref name="force"/> completes).</summary>
    Task StopAsync(ContainerRun run, TimeSpan grace, Task force, CancellationToken cancellationToken);

    /// <summary>Runs a command beside a running container and returns its code and the beginning of its output.</summary>
    /// <exception cref="ContainerStartException">The command cannot be started.</exception>
    Task<(int Code, string Output)> ExecAsync(ContainerRun run, IReadOnlyList<string> command, CancellationToken cancellationToken);

    /// <summary>Ends whatever still lives of a pod and removes its files, logs excepted.</summary>
    void Remove(PodKey pod);
}
