using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Workloads.Revisions;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.StatefulSets;

/// <summary>Keeps the numbered pods of StatefulSets and the claims that go with the numbers.</summary>
public sealed class StatefulSetController : IController
{
    private static readonly ResourceKind<JsonResource> ClaimKind = new ResourceKind("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true).AsJson();

    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<StatefulSet> _sets;
    private readonly IInformer<Pod> _pods;
    private readonly InformerIndex<StatefulSet> _setsOfNamespace;
    private readonly InformerIndex<Pod> _podsOfNamespace;
    private readonly RevisionHistory<StatefulSet> _history;
    private readonly ReconcileLoop<ResourceName> _loop;
    private readonly TimeProvider _time;
    private readonly ClaimWriter<StatefulSet> _claims;
    private readonly PodWriter _writer;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public StatefulSetController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _claims = new ClaimWriter<StatefulSet>(client, Kinds.StatefulSet);
        _writer = new PodWriter(client, Kinds.StatefulSet, new WorkloadEvents(client, Name, time), time);
        _sets = informers.For(Kinds.StatefulSet);
        _pods = informers.For(Kinds.Pod);
        _setsOfNamespace = _sets.ByNamespace();
        _podsOfNamespace = _pods.ByNamespace();
        _history = new RevisionHistory<StatefulSet>(client, Kinds.StatefulSet, informers.For(Kinds.ControllerRevision).ByNamespace());
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, loggers.CreateLogger<StatefulSetController>());
        _loop.On(_sets, set => set.Identity).On(_pods, PodChanged);
    }

    /// <inheritdoc/>
    public string Name => "statefulset-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void PodChanged(Pod? old, Pod? current)
    {
        foreach (ResourceName owner in PodOwners.Of(Kinds.StatefulSet, old, current, _setsOfNamespace, Matches))
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

        Claims<Pod> claims = Claims<Pod>.Of(set, _podsOfNamespace.Of(name.Namespace), p => Matches(set, p));
        IReadOnlyList<Pod> pods = await _claims.ApplyAsync(Kinds.Pod, set, claims, cancellationToken);
        IReadOnlyList<ControllerRevision> known = await _history.ListAsync(set, set.Spec?.Selector, cancellationToken);
        (ControllerRevision update, int collisions) = await _history.EnsureAsync(set, set.Spec?.Template ?? new PodTemplateSpec(), (known, set.Status?.CollisionCount), cancellationToken);
        ControllerRevision current = known.FirstOrDefault(r => r.Metadata.Name == set.Status?.CurrentRevision) ?? update;
        StatefulSetOutcome outcome = StatefulSetReconciler.Reconcile(
            new StatefulSetView { Set = set, Pods = pods, Current = current, Update = update, Collisions = collisions }, _time.GetUtcNow());
        bool failed = !await ApplyAsync(set, outcome, cancellationToken);
        await _client.WriteAsync(Kinds.StatefulSet, set, set with { Status = outcome.Status }, "status", cancellationToken);
        HashSet<string?> used = [current.Metadata.Name, update.Metadata.Name, .. pods.Select(StatefulPods.RevisionOf)];
        await _history.TrimAsync(known, r => used.Contains(r.Metadata.Name), set.Spec?.RevisionHistoryLimit ?? 10, cancellationToken);
        return failed ? PodWriter.Later : outcome.RetryAfter;
    }

    private async Task<bool> ApplyAsync(StatefulSet set, StatefulSetOutcome outcome, CancellationToken cancellationToken)
    {
        if (set.Spec?.PersistentVolumeClaimRetentionPolicy?.WhenScaled == "Delete")
        {
            foreach (Pod pod in outcome.Delete.Where(p => StatefulPods.Ordinal(set, p) >= StatefulSetReconciler.End(set)))
            {
                await LeaveClaimsToAsync(set, pod, cancellationToken);
            }
        }

        if (await _writer.DeleteAsync(set, outcome.Delete, cancellationToken) is not null)
        {
            return false;
        }

        foreach ((int ordinal, ControllerRevision revision) in outcome.Create)
        {
            foreach (JsonResource claim in StatefulPods.Claims(set, ordinal))
            {
                await EnsureAsync(claim, cancellationToken);
            }

            if (await _writer.CreateAsync(set, StatefulPods.PodOf(set, ordinal, revision), cancellationToken) is not null)
            {
                return false;
            }
        }

        return true;
    }

    // A claim that is there keeps what it holds: it is the reason why pods have numbers.
    private async Task EnsureAsync(JsonResource claim, CancellationToken cancellationToken)
    {
        try
        {
            if (await _client.GetAsync(ClaimKind, claim.Identity, cancellationToken) is null)
            {
                await _client.CreateAsync(ClaimKind, claim, cancellationToken);
            }
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            // Somebody was faster.
        }
    }

    private async Task LeaveClaimsToAsync(StatefulSet set, Pod pod, CancellationToken cancellationToken)
    {
        OwnerReference owner = Owners.ReferenceTo(Kinds.Pod, pod) with { Controller = null, BlockOwnerDeletion = null };
        foreach (JsonResource claim in StatefulPods.Claims(set, StatefulPods.Ordinal(set, pod) ?? 0))
        {
            if (await _client.GetAsync(ClaimKind, claim.Identity, cancellationToken) is { } there && there.Metadata.OwnerReferences?.Any(o => o.Uid == owner.Uid) != true)
            {
                JsonResource next = there with { Metadata = there.Metadata with { OwnerReferences = [owner] } };
                await _client.WriteAsync(ClaimKind, there, next, null, cancellationToken);
            }
        }
    }

    private static bool Matches(StatefulSet set, Pod pod) => (set.Spec?.Selector).Takes(pod.Metadata) && StatefulPods.Ordinal(set, pod) is not null;
}
