using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>
/// Runs whole pods: the level that all runtimes have in common. Runtimes that start containers one by one share one implementation of it
/// (<c>Runtimes/Containers</c>, above <see cref="IContainerRuntime"/>); a runtime that hands pods to another kubelet implements it itself.
/// Thread-safe for different pods; calls for one pod come one after another, but for <see cref="LogOf"/>, <see cref="ExecAsync"/> and <see cref="StatsAsync"/>.
/// Whatever needs what cannot be reached now throws <see cref="RuntimeUnavailableException"/>; the caller tries again.
/// </summary>
internal interface IPodRuntime : IAsyncDisposable
{
    /// <summary>Value of the node label <c>kuscia.secretflow/runtime</c>.</summary>
    string Name { get; }

    /// <summary>True when all pods open their ports on this machine itself, so that no two can have the same.</summary>
    bool SharesPorts => false;

    /// <summary>Checks that the runtime can work here and makes what it needs.</summary>
    /// <exception cref="Kuscia.Hosting.Modules.ModuleStartException">It cannot; with the cure.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What happens to pods, each state whole, until cancelled; for one reader. Begins, again after each fault, so that nothing that happened to an adopted or started
    /// pod meanwhile is missed.
    /// </summary>
    /// <exception cref="RuntimeUnavailableException">The stream broke; the next call goes on.</exception>
    IAsyncEnumerable<RuntimeEvent> WatchAsync(CancellationToken cancellationToken);

    /// <summary>Pods of this node that left something behind in the runtime, from this or an earlier life of the agent, living or ended.</summary>
    Task<IReadOnlyList<PodKey>> ListAsync(CancellationToken cancellationToken);

    /// <summary>What of a pod's spec this runtime refuses or leaves without effect.</summary>
    Task<PodReview> ReviewAsync(Pod pod, CancellationToken cancellationToken);

    /// <summary>Takes over what runs or ran of a pod, with the exit codes of what ended while no agent looked; starts nothing. From now on the pod is in the stream.</summary>
    Task<PodReport> AdoptAsync(Pod pod, CancellationToken cancellationToken);

    /// <summary>Lets an adopted pod run from now on, as its spec says. Returns when the runtime has taken it; again for a pod that it has, it tells only the newest object.</summary>
    Task StartAsync(Pod pod, CancellationToken cancellationToken);

    /// <summary>Ends what runs of an adopted pod, hooks and grace time included, and starts nothing of it any more. Returns its state when nothing of it runs.</summary>
    Task<PodReport> StopAsync(PodKey pod, PodStop stop, CancellationToken cancellationToken);

    /// <summary>Gives up an adopted pod without ending what runs of it, because the agent ends.</summary>
    Task DetachAsync(PodKey pod, CancellationToken cancellationToken);

    /// <summary>Ends whatever still lives of a pod and removes what the runtime keeps of it, logs of this node excepted. A pod that it does not know is no fault.</summary>
    Task RemoveAsync(PodKey pod, CancellationToken cancellationToken);

    /// <summary>Where the lines of a run of a container come from; null when they lie in the log files of this node without further ado.</summary>
    LogSource? LogOf(PodKey pod, string container, int attempt);

    /// <summary>Runs a command in a running container and returns its exit code.</summary>
    /// <exception cref="ContainerStartException">The container does not run, or the command cannot be started.</exception>
    Task<int> ExecAsync(PodKey pod, string container, ExecRequest request, CancellationToken cancellationToken);

    /// <summary>What the running containers of a pod use now, by name of the container; those that nobody measures are missing.</summary>
    Task<IReadOnlyDictionary<string, ContainerStats>> StatsAsync(PodKey pod, CancellationToken cancellationToken);
}
