using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Tests.Support;

/// <summary>A runtime in the shape of runk: whole pods are handed to another cluster, whose watch says what becomes of them.</summary>
internal sealed class ClusterPodRuntime(MemoryCluster cluster) : IPodRuntime
{
    private readonly ConcurrentDictionary<PodKey, PodReport> _adopted = new();

    public string Name => "runk";

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async IAsyncEnumerable<RuntimeEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cluster.List();
        yield return new RuntimeReached();
        await foreach (PodReport report in cluster.WatchAsync(cancellationToken))
        {
            yield return new PodChanged(report);
        }
    }

    public Task<IReadOnlyList<PodKey>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(cluster.List());

    public Task<PodReview> ReviewAsync(Pod pod, CancellationToken cancellationToken) => Task.FromResult(new PodReview(null, []));

    public Task<PodReport> AdoptAsync(Pod pod, CancellationToken cancellationToken) =>
        Task.FromResult(_adopted[PodKey.Of(pod)] = cluster.Find(PodKey.Of(pod)) ?? new HostPod(pod).Report() with { HasBegun = false });

    public Task StartAsync(Pod pod, CancellationToken cancellationToken)
    {
        cluster.Create(pod);
        return Task.CompletedTask;
    }

    public async Task<PodReport> StopAsync(PodKey pod, PodStop stop, CancellationToken cancellationToken)
    {
        if (cluster.Find(pod) is null)
        {
            return _adopted[pod];
        }

        cluster.Delete(pod);
        await foreach (PodReport report in cluster.WatchAsync(cancellationToken))
        {
            if (report.Pod == pod && PodPhase.IsTerminal(report.Phase))
            {
                return report;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    public Task DetachAsync(PodKey pod, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RemoveAsync(PodKey pod, CancellationToken cancellationToken)
    {
        cluster.Remove(pod);
        return Task.CompletedTask;
    }

    public LogSource? LogOf(PodKey pod, string container, int attempt) => (after, cancellationToken) => cluster.ReadAsync(pod, after, cancellationToken);

    public async Task<int> ExecAsync(PodKey pod, string container, ExecRequest request, CancellationToken cancellationToken)
    {
        if (cluster.Find(pod) is not { Phase: PodPhase.Running })
        {
            throw new ContainerStartException($"container {container} of pod {pod.Resource} does not run");
        }

        await request.Output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(string.Join(' ', request.Command.Skip(1)) + "\n"), cancellationToken);
        return 0;
    }

    public Task<IReadOnlyDictionary<string, ContainerStats>> StatsAsync(PodKey pod, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyDictionary<string, ContainerStats>>(
        cluster.Find(pod) is { Phase: PodPhase.Running } report ? report.Containers.ToDictionary(c => c.Name, _ => new ContainerStats(TimeSpan.FromSeconds(1), 1 << 20)) : new Dictionary<string, ContainerStats>());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
