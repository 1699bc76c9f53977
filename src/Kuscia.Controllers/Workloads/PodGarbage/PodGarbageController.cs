using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.PodGarbage;

/// <summary>
/// Removes pods that nobody else will: those of nodes that are gone, which would keep their namespace for ever, and the oldest of too many that are over.
/// </summary>
public sealed partial class PodGarbageController : IController
{
    // Pods that are over and kept; the number that Kubernetes keeps.
    private const int MaxTerminated = 12500;

    private readonly PodGarbageOptions _options;
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Pod> _pods;
    private readonly IInformer<Node> _nodes;
    private readonly ReconcileLoop<ResourceName> _loop;
    private readonly ReconcileLoop<string> _surplus;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // Since when a pod is known to be without its node; measured, not by the clock.
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, long> _since = new(StringComparer.Ordinal);

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public PodGarbageController(PodGarbageOptions options, IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _client = client;
        _informers = informers;
        _time = time;
        _logger = loggers.CreateLogger<PodGarbageController>();
        _pods = informers.For(Kinds.Pod);
        _nodes = informers.For(Kinds.Node);
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, _logger, workers: 1).On(_pods, PodChanged).On(_nodes, NodeChanged);
        _surplus = new ReconcileLoop<string>($"{Name}-surplus", TrimAsync, time, _logger, workers: 1).On(_pods, (old, current) => Ended(old, current));
    }

    /// <inheritdoc/>
    public string Name => "pod-garbage-collector";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await Task.WhenAll(_loop.RunAsync(cancellationToken), _surplus.RunAsync(cancellationToken));
    }

    private void PodChanged(Pod? old, Pod? current)
    {
        if (current is null)
        {
            _since.TryRemove(old?.Metadata.Uid ?? "", out _);
        }
        else if (IsStranded(current) && !_since.ContainsKey(current.Metadata.Uid ?? ""))
        {
            _loop.Add(current.Identity);
        }
    }

    private void NodeChanged(Node? old, Node? current)
    {
        foreach (Pod pod in current is null ? _pods.List().Where(p => p.Spec?.NodeName == old?.Metadata.Name) : [])
        {
            _loop.Add(pod.Identity);
        }
    }

    private void Ended(Pod? old, Pod? current)
    {
        if (current?.IsOver() == true && old?.IsOver() != true)
        {
            _surplus.Add(Name);
        }
    }

    private bool IsStranded(Pod pod) => pod.Spec?.NodeName is { Length: > 0 } node && _nodes.Get(ResourceName.Cluster(node)) is null;

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_pods.Get(name) is not { } pod || !IsStranded(pod))
        {
            _since.TryRemove(_pods.Get(name)?.Metadata.Uid ?? "", out _);
            return null;
        }

        // A node that comes back with its machine finds its pods.
        TimeSpan left = _options.Quarantine - _time.GetElapsedTime(_since.GetOrAdd(pod.Metadata.Uid ?? "", _ => _time.GetTimestamp()));
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        if (await _client.GetAsync(Kinds.Node, ResourceName.Cluster(pod.Spec?.NodeName ?? ""), cancellationToken) is not null)
        {
            return null;
        }

        Log.Stranded(_logger, name, pod.Spec?.NodeName);
        if (!pod.IsOver())
        {
            PodStatus status = pod.Status ?? new PodStatus();
            IReadOnlyList<Condition> conditions = status.Conditions.With("DisruptionTarget", true, "DeletionByPodGC", "PodGC: node no longer exists", _time.GetUtcNow());
            pod = await _client.WriteAsync(Kinds.Pod, pod, pod with { Status = status with { Phase = "Failed", Conditions = conditions } }, "status", cancellationToken);
        }

        // One that is over goes at once: there is nothing to wait for.
        await _client.DeleteAsync(Kinds.Pod, name, pod.Metadata.Uid, cancellationToken);
        return null;
    }

    private async Task<TimeSpan?> TrimAsync(string key, CancellationToken cancellationToken)
    {
        List<Pod> over = [.. _pods.List().Where(p => p.IsOver() && p.Metadata.DeletionTimestamp is null)];
        foreach (Pod pod in over.OrderBy(p => p.Metadata.CreationTimestamp).ThenBy(p => p.Metadata.Name, StringComparer.Ordinal).Take(Math.Max(0, over.Count - MaxTerminated)))
        {
            await _client.DeleteAsync(Kinds.Pod, pod.Identity, pod.Metadata.Uid, cancellationToken);
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(2491, LogLevel.Information, "Pod {Pod} is removed: its node {Node} no longer exists")]
        public static partial void Stranded(ILogger logger, ResourceName pod, string? node);
    }
}
