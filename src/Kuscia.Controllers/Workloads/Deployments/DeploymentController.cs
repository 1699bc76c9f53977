using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.Deployments;

/// <summary>Brings the ReplicaSets of Deployments to their present template, step by step.</summary>
public sealed class DeploymentController : IController
{
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Deployment> _deployments;
    private readonly IInformer<ReplicaSet> _sets;
    private readonly InformerIndex<Deployment> _deploymentsOfNamespace;
    private readonly InformerIndex<ReplicaSet> _setsOfNamespace;
    private readonly InformerIndex<Pod> _podsOfOwner;
    private readonly ReconcileLoop<ResourceName> _loop;
    private readonly TimeProvider _time;
    private readonly ClaimWriter<Deployment> _claims;
    private readonly WorkloadEvents _events;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public DeploymentController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _claims = new ClaimWriter<Deployment>(client, Kinds.Deployment);
        _events = new WorkloadEvents(client, Name, time);
        _deployments = informers.For(Kinds.Deployment);
        _sets = informers.For(Kinds.ReplicaSet);
        IInformer<Pod> pods = informers.For(Kinds.Pod);
        _deploymentsOfNamespace = _deployments.ByNamespace();
        _setsOfNamespace = _sets.ByNamespace();
        _podsOfOwner = pods.ByController();
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, loggers.CreateLogger<DeploymentController>())
            .On(_deployments, deployment => deployment.Identity)
            .On(_sets, SetChanged)
            .On(pods, PodChanged);
    }

    /// <inheritdoc/>
    public string Name => "deployment-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void SetChanged(ReplicaSet? old, ReplicaSet? current)
    {
        ResourceName? before = old?.Metadata.ControllerOf(Kinds.Deployment);
        ResourceName? after = current?.Metadata.ControllerOf(Kinds.Deployment);
        if (before is { } left)
        {
            _loop.Add(left);
        }

        if (after is { } owner && owner != before)
        {
            _loop.Add(owner);
        }

        if (current is not null && current.Metadata.Controller() is null)
        {
            foreach (Deployment deployment in _deploymentsOfNamespace.Of(current.Metadata.Namespace).Where(d => Matches(d, current)))
            {
                _loop.Add(deployment.Identity);
            }
        }
    }

    // Only a Deployment that makes its pods anew waits for the end of the old ones.
    private void PodChanged(Pod? old, Pod? current)
    {
        if ((current is null || current.IsOver()) && old?.Metadata.ControllerOf(Kinds.ReplicaSet) is { } set
            && _sets.Get(set)?.Metadata.ControllerOf(Kinds.Deployment) is { } owner
            && _deployments.Get(owner)?.Spec?.Strategy?.Type == DeploymentReconciler.Recreate)
        {
            _loop.Add(owner);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_deployments.Get(name) is not { } deployment)
        {
            return null;
        }

        Claims<ReplicaSet> claims = Claims<ReplicaSet>.Of(deployment, _setsOfNamespace.Of(name.Namespace), s => Matches(deployment, s));
        DeploymentView view = new()
        {
            Deployment = deployment,
            Sets = await _claims.ApplyAsync(Kinds.ReplicaSet, deployment, claims, cancellationToken),
            PodsOf = uid => _podsOfOwner.Of(uid),
        };
        DeploymentOutcome outcome = DeploymentReconciler.Reconcile(view, _time.GetUtcNow());
        return await ApplyAsync(deployment, outcome, cancellationToken);
    }

    private async Task<TimeSpan?> ApplyAsync(Deployment deployment, DeploymentOutcome outcome, CancellationToken cancellationToken)
    {
        DeploymentStatus status = outcome.Status;
        TimeSpan? again = outcome.RetryAfter;
        if (outcome.Create is { } set)
        {
            (status, bool made) = await CreateAsync(deployment, set, status, cancellationToken);
            again = made ? again : PodWriter.Later;
        }

        foreach (SetChange change in outcome.Changes)
        {
            await _client.WriteAsync(Kinds.ReplicaSet, change.Before, change.After, null, cancellationToken);
            await TellAsync(deployment, change.After, change.OldReplicas, change.NewReplicas, cancellationToken);
        }

        foreach (ReplicaSet old in outcome.Delete)
        {
            await _client.DeleteAsync(Kinds.ReplicaSet, old.Identity, old.Metadata.Uid, cancellationToken);
        }

        // With the status: by itself the note would count as a change of what is wanted.
        ObjectMeta metadata = outcome.Revision is { } revision
            ? deployment.Metadata with { Annotations = PodTemplates.Labelled(deployment.Metadata.Annotations, DeploymentAnnotations.Revision, revision) }
            : deployment.Metadata;
        await _client.WriteAsync(Kinds.Deployment, deployment, deployment with { Metadata = metadata, Status = status }, "status", cancellationToken);
        return again;
    }

    private async Task<(DeploymentStatus Status, bool Made)> CreateAsync(Deployment deployment, ReplicaSet set, DeploymentStatus status, CancellationToken cancellationToken)
    {
        try
        {
            await _client.CreateAsync(Kinds.ReplicaSet, set, cancellationToken);
            await TellAsync(deployment, set, 0, SetList.Size(set), cancellationToken);
            return (status, true);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            ReplicaSet? there = await _client.GetAsync(Kinds.ReplicaSet, set.Identity, cancellationToken);
            bool isOurs = there is not null && there.Metadata.IsControlledBy(deployment) && PodTemplates.AreSame(there.Spec?.Template, set.Spec?.Template);

            // Another template of the same short text: the next round counts on. Ours is only not in the cache yet.
            return isOurs ? (status, true) : (status with { CollisionCount = (status.CollisionCount ?? 0) + 1 }, true);
        }
        catch (ResourceException e) when (e.IsRefusal)
        {
            await _events.WarningAsync(Kinds.Deployment, deployment, "ReplicaSetCreateError", $"Failed to create new replica set \"{set.Metadata.Name}\": {e.Message}", cancellationToken);
            return (DeploymentProgress.Failed(deployment, status, e.Message, _time.GetUtcNow()), false);
        }
    }

    private Task TellAsync(Deployment deployment, ReplicaSet set, int from, int to, CancellationToken cancellationToken) => from == to
        ? Task.CompletedTask
        : _events.NormalAsync(
            Kinds.Deployment, deployment, "ScalingReplicaSet", $"Scaled {(to > from ? "up" : "down")} replica set {set.Metadata.Name} from {from} to {to}", cancellationToken);

    private static bool Matches(Deployment deployment, ReplicaSet set) => (deployment.Spec?.Selector).Takes(set.Metadata);
}
