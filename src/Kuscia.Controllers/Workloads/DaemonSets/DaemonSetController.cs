using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Workloads.Revisions;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.DaemonSets;

/// <summary>Keeps a pod of each DaemonSet on every node that it is for.</summary>
public sealed class DaemonSetController : IController
{
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<DaemonSet> _sets;
    private readonly IInformer<Pod> _pods;
    private readonly IInformer<Node> _nodes;
    private readonly InformerIndex<DaemonSet> _setsOfNamespace;
    private readonly InformerIndex<Pod> _podsOfNamespace;
    private readonly RevisionHistory<DaemonSet> _history;
    private readonly ReconcileLoop<ResourceName> _loop;
    private readonly TimeProvider _time;
    private readonly ClaimWriter<DaemonSet> _claims;
    private readonly PodWriter _writer;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public DaemonSetController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _claims = new ClaimWriter<DaemonSet>(client, Kinds.DaemonSet);
        _writer = new PodWriter(client, Kinds.DaemonSet, new WorkloadEvents(client, Name, time), time);
        _sets = informers.For(Kinds.DaemonSet);
        _pods = informers.For(Kinds.Pod);
        _nodes = informers.For(Kinds.Node);
        _setsOfNamespace = _sets.ByNamespace();
        _podsOfNamespace = _pods.ByNamespace();
        _history = new RevisionHistory<DaemonSet>(client, Kinds.DaemonSet, informers.For(Kinds.ControllerRevision).ByNamespace());
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, loggers.CreateLogger<DaemonSetController>());
        _loop.On(_sets, set => set.Identity).On(_pods, PodChanged).On(_nodes, NodeChanged);
    }

    /// <inheritdoc/>
    public string Name => "daemonset-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void PodChanged(Pod? old, Pod? current)
    {
        foreach (ResourceName owner in PodOwners.Of(Kinds.DaemonSet, old, current, _setsOfNamespace, Matches))
        {
            _loop.Add(owner);
        }
    }

    // A node tells often that it lives; only what pods are placed by counts.
    private void NodeChanged(Node? old, Node? current)
    {
        foreach (DaemonSet set in _sets.List())
        {
            if (old is null || current is null || DaemonNodes.Judge(set, old) != DaemonNodes.Judge(set, current))
            {
                _loop.Add(set.Identity);
            }
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

        Claims<Pod> claims = Claims<Pod>.Of(set, _podsOfNamespace.Of(name.Namespace), p => Matches(set, p));
        IReadOnlyList<Pod> pods = await _claims.ApplyAsync(Kinds.Pod, set, claims, cancellationToken);
        IReadOnlyList<ControllerRevision> known = await _history.ListAsync(set, set.Spec?.Selector, cancellationToken);
        PodTemplateSpec template = set.Spec?.Template ?? new PodTemplateSpec();
        (ControllerRevision update, int collisions) = await _history.EnsureAsync(set, template, (known, set.Status?.CollisionCount), cancellationToken);
        string hash = RevisionData.HashOf(update);
        DaemonSetView view = new()
        {
            Set = set,
            Pods = pods,
            Hash = hash,
            Collisions = collisions,
            Nodes = [.. _nodes.List().OrderBy(n => n.Metadata.Name, StringComparer.Ordinal)],
        };
        DaemonSetOutcome outcome = DaemonSetReconciler.Reconcile(view, _time.GetUtcNow());
        bool failed = !await ApplyAsync(set, template.WithLabel(RevisionData.PodLabel, hash), outcome, cancellationToken);
        await _client.WriteAsync(Kinds.DaemonSet, set, set with { Status = outcome.Status }, "status", cancellationToken);
        HashSet<string?> used = [hash, .. pods.Select(p => p.Metadata.Label(RevisionData.PodLabel))];
        await _history.TrimAsync(known, r => used.Contains(RevisionData.HashOf(r)), set.Spec?.RevisionHistoryLimit ?? 10, cancellationToken);
        return failed ? PodWriter.Later : outcome.RetryAfter;
    }

    private async Task<bool> ApplyAsync(DaemonSet set, PodTemplateSpec template, DaemonSetOutcome outcome, CancellationToken cancellationToken)
    {
        if (await _writer.DeleteAsync(set, outcome.Delete, cancellationToken) is not null)
        {
            return false;
        }

        Pod pod = PodTemplates.PodOf(template, Owners.ReferenceTo(Kinds.DaemonSet, set), set.Metadata.Namespace);
        foreach (Node node in outcome.Create)
        {
            if (await _writer.CreateAsync(set, pod with { Spec = DaemonNodes.For(pod.Spec ?? new PodSpec(), node) }, cancellationToken) is not null)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Matches(DaemonSet set, Pod pod) => (set.Spec?.Selector).Takes(pod.Metadata);
}
