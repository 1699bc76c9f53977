using System.Runtime.CompilerServices;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Tests.Support;

/// <summary>Real processes in the shape of a container engine: they are made of images, and their lines are kept by the engine, which gives them out with their times.</summary>
internal sealed class EngineContainers(IContainerRuntime processes, IImageStore images, string folder) : IContainerRuntime
{
    private static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public string Name => "runc";

    public IImageStore Images => images;

    public Task OpenAsync(CancellationToken cancellationToken) => processes.OpenAsync(cancellationToken);

    public PodReview Review(Pod pod) => processes.Review(pod);

    public Task<IReadOnlyList<PodKey>> ListAsync(CancellationToken cancellationToken) => processes.ListAsync(cancellationToken);

    public async Task<IReadOnlyList<ContainerRun>> AdoptAsync(PodKey pod, CancellationToken cancellationToken) =>
        [.. (await processes.AdoptAsync(pod, cancellationToken)).Select(r => r with { LogPath = File.ReadAllText(r.LogPath + ".for") })];

    public Task<PodNetwork> OpenPodAsync(PodSandbox sandbox, CancellationToken cancellationToken) => processes.OpenPodAsync(sandbox, cancellationToken);

    public async Task<ContainerRun> StartAsync(ContainerStart start, CancellationToken cancellationToken)
    {
        string own = Own(start.Pod, start.Container, start.Attempt);
        await File.WriteAllTextAsync(own + ".for", start.LogPath, cancellationToken);
        return await processes.StartAsync(start with { LogPath = own }, cancellationToken) with { LogPath = start.LogPath };
    }

    public Task StopAsync(ContainerRun run, TimeSpan grace, Task force, CancellationToken cancellationToken) => processes.StopAsync(run, grace, force, cancellationToken);

    public Task<int> ExecAsync(ContainerRun run, ExecRequest request, CancellationToken cancellationToken) => processes.ExecAsync(run, request, cancellationToken);

    public Task<ContainerStats?> StatsAsync(ContainerRun run, CancellationToken cancellationToken) => processes.StatsAsync(run, cancellationToken);

    public LogSource? LogOf(ContainerRun run) => (after, cancellationToken) => ReadAsync(run, after, cancellationToken);

    public string? StagesOf(ContainerRun run) => processes.StagesOf(run);

    public Task RemoveAsync(PodKey pod, CancellationToken cancellationToken) => processes.RemoveAsync(pod, cancellationToken);

    private string Own(PodKey pod, string container, int attempt) => Path.Combine(folder, $"{pod.Uid}-{container}-{attempt}");

    // The time of a line is its number.
    private async IAsyncEnumerable<LogLines> ReadAsync(ContainerRun run, DateTimeOffset? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int told = after is { } last ? (int)(last - Epoch).TotalSeconds : 0;
        bool ended;
        do
        {
            ended = run.Exited.IsCompleted;
            string[] lines = (await File.ReadAllTextAsync(Own(run.Pod, run.Container, run.Attempt), cancellationToken)).Split('\n');
            for (; told < lines.Length - 1; told++)
            {
                yield return new LogLines(System.Text.Encoding.UTF8.GetBytes(lines[told] + "\n"), Epoch.AddSeconds(told + 1));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }
        while (!ended);
    }
}
