using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.ReplicaSets;

/// <summary>Makes and deletes the pods of ReplicaSets, adopts those that match and lets go of those that no longer do.</summary>
public sealed class ReplicaSetController : IController
{
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<ReplicaSet> _sets;
    private readonly IInformer<Pod> _pods;
    private readonly InformerIndex<Pod> _podsOfNamespace;
    private readonly InformerIndex<ReplicaSet> _setsOfNamespace;
    private readonly ReconcileLoop<ResourceName> _loop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClaimWriter<ReplicaSet> _claims;
    private readonly PodWriter _writer;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public ReplicaSetController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _logger = loggers.CreateLogger<ReplicaSetController>();
        _claims = new ClaimWriter<ReplicaSet>(client, Kinds.ReplicaSet);
        _writer = new PodWriter(client, Kinds.ReplicaSet, new WorkloadEvents(client, Name, time), time);
        _sets = informers.For(Kinds.ReplicaSet);
        _pods = informers.For(Kinds.Pod);
        _podsOfNamespace = _pods.ByNamespace();
        _setsOfNamespace = _sets.ByNamespace();
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, _logger)
            .On(_sets, set => set.Identity)
            .On(_pods, PodChanged);
    }

    /// <inheritdoc/>
    public string Name => "replicaset-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void PodChanged(Pod? old, Pod? current)
    {
        foreach (ResourceName owner in PodOwners.Of(Kinds.ReplicaSet, old, current, _setsOfNamespace, Matches))
        {
            _loop.Add(owner);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_sets.Get(name) is not { } set)
        {
            _writer.Forget(name);
            return null;
        }

        if (_writer.Behind(name, n => _pods.Get(n)) is { } soon)
        {
            return soon;
        }

        Claims<Pod> claims = Claims<Pod>.Of(set, _podsOfNamespace.Of(name.Namespace).Where(p => !p.IsOver() || p.Metadata.IsControlledBy(set)), p => Matches(set, p));
        IReadOnlyList<Pod> pods = await _claims.ApplyAsync(Kinds.Pod, set, claims, cancellationToken);
        ReplicaSetView view = new() { Set = set, Pods = pods, PodsOnNode = PodsOnNode(set) };
        ReplicaSetOutcome outcome = ReplicaSetReconciler.Reconcile(view, _time.GetUtcNow());
        (string Reason, string Message)? failure = await _writer.DeleteAsync(set, outcome.Delete, cancellationToken)
            ?? await _writer.CreateAsync(set, PodTemplates.PodOf(set.Spec?.Template, Owners.ReferenceTo(Kinds.ReplicaSet, set), name.Namespace), outcome.Create, cancellationToken);
        ReplicaSetStatus status = failure is null ? outcome.Status : ReplicaSetReconciler.Reconcile(view with { Failure = failure }, _time.GetUtcNow()).Status;
        await _client.WriteAsync(Kinds.ReplicaSet, set, set with { Status = status }, "status", cancellationToken);
        return failure is null ? outcome.RetryAfter : PodWriter.Later;
    }

    // Sets of one Deployment share its pods: where more of them are on one node, one can be spared.
    private Dictionary<string, int> PodsOnNode(ReplicaSet set)
    {
        string? controller = set.Metadata.Controller()?.Uid;
        HashSet<string?> related = controller is null
            ? [set.Metadata.Uid]
            : [.. _setsOfNamespace.Of(set.Metadata.Namespace).Where(s => s.Metadata.Controller()?.Uid == controller).Select(s => s.Metadata.Uid)];
        return _podsOfNamespace.Of(set.Metadata.Namespace)
            .Where(p => p.IsActive() && p.Spec?.NodeName is { Length: > 0 } && related.Contains(p.Metadata.Controller()?.Uid))
            .GroupBy(p => p.Spec?.NodeName ?? "", StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
    }

    private static bool Matches(ReplicaSet set, Pod pod) => (set.Spec?.Selector).Takes(pod.Metadata);
}
