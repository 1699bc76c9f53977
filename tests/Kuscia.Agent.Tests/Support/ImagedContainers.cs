using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Tests.Support;

/// <summary>Real processes that are made of images, as containers of a container engine are.</summary>
internal sealed class ImagedContainers(IContainerRuntime processes, IImageStore images) : IContainerRuntime
{
    public string Name => processes.Name;

    public IImageStore Images => images;

    public Task OpenAsync(CancellationToken cancellationToken) => processes.OpenAsync(cancellationToken);

    public PodReview Review(Pod pod) => processes.Review(pod);

    public Task<IReadOnlyList<PodKey>> ListAsync(CancellationToken cancellationToken) => processes.ListAsync(cancellationToken);

    public Task<IReadOnlyList<ContainerRun>> AdoptAsync(PodKey pod, CancellationToken cancellationToken) => processes.AdoptAsync(pod, cancellationToken);

    public Task<PodNetwork> OpenPodAsync(PodSandbox sandbox, CancellationToken cancellationToken) => processes.OpenPodAsync(sandbox, cancellationToken);

    public Task<ContainerRun> StartAsync(ContainerStart start, CancellationToken cancellationToken) => processes.StartAsync(start, cancellationToken);

    public Task StopAsync(ContainerRun run, TimeSpan grace, Task force, CancellationToken cancellationToken) => processes.StopAsync(run, grace, force, cancellationToken);

    public Task<int> ExecAsync(ContainerRun run, ExecRequest request, CancellationToken cancellationToken) => processes.ExecAsync(run, request, cancellationToken);

    public Task<ContainerStats?> StatsAsync(ContainerRun run, CancellationToken cancellationToken) => processes.StatsAsync(run, cancellationToken);

    public LogSource? LogOf(ContainerRun run) => processes.LogOf(run);

    public Task RemoveAsync(PodKey pod, CancellationToken cancellationToken) => processes.RemoveAsync(pod, cancellationToken);
}
