using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Garbage;

/// <summary>Deletes objects whose owners are gone (<c>ownerReferences</c>), in the background, in the foreground, or orphans them, as Kubernetes does.</summary>
public sealed partial class GarbageController : IController
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly ILogger<GarbageController> _logger;
    private readonly OwnerGraph _graph = new();
    private readonly ReconcileLoop<string> _loop;
    private readonly Dictionary<(string ApiVersion, string Kind), IGarbageKind> _kinds = [];
    private readonly DefinedGarbage _defined;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public GarbageController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _logger = loggers.CreateLogger<GarbageController>();
        _loop = new ReconcileLoop<string>(Name, ReconcileAsync, time, _logger);
        _defined = new DefinedGarbage(client, time, loggers, Changed);
        AddKinds();
        _loop.On(informers.For(DefinedGarbage.Definition), _defined.Changed);
    }

    /// <inheritdoc/>
    public string Name => "garbage-collector";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _informers.SyncedAsync(cancellationToken);
            await _loop.RunAsync(cancellationToken);
        }
        finally
        {
            await _defined.EndAsync();
        }
    }

    private void AddKinds()
    {
        Add(Kinds.Pod);
        Add(Kinds.Service);
        Add(Kinds.Endpoints);
        Add(Kinds.ConfigMap);
        Add(Kinds.Secret);
        Add(Kinds.ServiceAccount);
        Add(Kinds.ResourceQuota);
        Add(Kinds.Role);
        Add(Kinds.RoleBinding);
        Add(Kinds.ClusterRole);
        Add(Kinds.ClusterRoleBinding);
        Add(Kinds.Deployment);
        Add(Kinds.ReplicaSet);
        Add(Kinds.StatefulSet);
        Add(Kinds.DaemonSet);
        Add(Kinds.ControllerRevision);
        Add(Kinds.Job);
        Add(Kinds.CronJob);
        AddStored();
        Add(Kinds.AppImage);
        Add(Kinds.Domain);
        Add(Kinds.ClusterDomainRoute);
        Add(Kinds.DomainRoute);
        Add(Kinds.InteropConfig);
        Add(Kinds.DomainData);
        Add(Kinds.DomainDataGrant);
        Add(Kinds.DomainDataSource);
        Add(Kinds.KusciaJob);
        Add(Kinds.KusciaTask);
        Add(Kinds.KusciaDeployment);
        Add(Kinds.TaskResource);
        Add(Kinds.TaskResourceGroup);
    }

    // What charts bring beside their workloads, and what they make themselves.
    private void AddStored()
    {
        Add(Json("", "PersistentVolumeClaim", "persistentvolumeclaims"));
        Add(Json("", "LimitRange", "limitranges"));
        Add(Json("", "ReplicationController", "replicationcontrollers"));
        Add(Json("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "v2"));
        Add(Kinds.PodDisruptionBudget);
        Add(Json("networking.k8s.io", "Ingress", "ingresses"));
        Add(Json("networking.k8s.io", "NetworkPolicy", "networkpolicies"));
        Add(Kinds.EndpointSlice);
    }

    private static ResourceKind<JsonResource> Json(string group, string kind, string plural, string version = "v1") => new ResourceKind(group, version, kind, plural, true).AsJson();

    private void Add<T>(ResourceKind<T> kind)
        where T : Resource
    {
        IInformer<T> informer = _informers.For(kind);
        _kinds[(kind.ApiVersion, kind.Kind)] = new GarbageKind<T>(kind, _client);
        _loop.On(informer, (old, current) => Changed(kind, old, current));
    }

    private void Changed(ResourceKind kind, Resource? old, Resource? current)
    {
        string? before = old?.Metadata.Uid;
        if (before is not null && before != current?.Metadata.Uid)
        {
            IReadOnlyList<GarbageNode> dependents = _graph.DependentsOf(before);
            IReadOnlyList<OwnerReference> owners = _graph.Find(before)?.Owners ?? [];
            _graph.Remove(before);
            Enqueue(dependents.Select(d => d.Uid));
            Enqueue(owners.Select(o => o.Uid));
        }

        if (current?.Metadata.Uid is { } uid)
        {
            _graph.Set(GarbageNode.Of(kind, current));
            if (current.Metadata.OwnerReferences is { Count: > 0 } || current.Metadata.DeletionTimestamp is not null)
            {
                _loop.Add(uid);
            }
        }
    }

    private void Enqueue(IEnumerable<string> uids)
    {
        foreach (string uid in uids)
        {
            _loop.Add(uid);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(string uid, CancellationToken cancellationToken)
    {
        if (_graph.Find(uid) is not { } node)
        {
            return null;
        }

        HashSet<string> living = await LivingOwnersAsync(node, cancellationToken);
        switch (GarbageOutcome.For(node, o => living.Contains(o.Uid), _graph.DependentsOf(uid)))
        {
            case GarbageOutcome.Delete:
                Log.Deleting(_logger, node.Kind.Kind, node.Name);
                await KindOf(node).DeleteAsync(node, cancellationToken);
                return null;
            case GarbageOutcome.Trim trim:
                await KindOf(node).SetOwnersAsync(node, trim.Living, cancellationToken);
                return null;
            case GarbageOutcome.Foreground foreground:
                await DeleteAllAsync(foreground.Dependents, cancellationToken);
                return foreground.Release ? await ReleaseAsync(node, GarbageOutcome.ForegroundFinalizer, cancellationToken) : Soon;
            case GarbageOutcome.Orphan orphan:
                await DisownAsync(node, orphan.Dependents, cancellationToken);
                return await ReleaseAsync(node, GarbageOutcome.OrphanFinalizer, cancellationToken);
            default:
                return null;
        }
    }

    // The cache may be behind: an owner that it lacks is asked for once more before anything is deleted.
    private async Task<HashSet<string>> LivingOwnersAsync(GarbageNode node, CancellationToken cancellationToken)
    {
        HashSet<string> living = new(StringComparer.Ordinal);
        foreach (OwnerReference owner in node.Owners)
        {
            if (_graph.Find(owner.Uid) is not null || Find(owner.ApiVersion, owner.Kind) is not { } kind)
            {
                // Owners of kinds that are not collected are left to whoever knows them.
                living.Add(owner.Uid);
                continue;
            }

            string? @namespace = kind.Kind.Namespaced ? node.Name.Namespace : null;
            if (await kind.UidAsync(new ResourceName(@namespace, owner.Name), cancellationToken) == owner.Uid)
            {
                living.Add(owner.Uid);
            }
        }

        return living;
    }

    private async Task DeleteAllAsync(IReadOnlyList<GarbageNode> nodes, CancellationToken cancellationToken)
    {
        foreach (GarbageNode node in nodes)
        {
            await KindOf(node).DeleteAsync(node, cancellationToken);
        }
    }

    private async Task DisownAsync(GarbageNode owner, IReadOnlyList<GarbageNode> dependents, CancellationToken cancellationToken)
    {
        foreach (GarbageNode dependent in dependents)
        {
            await KindOf(dependent).SetOwnersAsync(dependent, [.. dependent.Owners.Where(o => o.Uid != owner.Uid)], cancellationToken);
        }
    }

    private async Task<TimeSpan?> ReleaseAsync(GarbageNode node, string finalizer, CancellationToken cancellationToken)
    {
        JsonArray left = [.. node.Finalizers.Where(f => f != finalizer).Select(f => (JsonNode)f)];
        await KindOf(node).PatchMetadataAsync(node, new JsonObject { ["finalizers"] = left }, cancellationToken);
        return null;
    }

    private IGarbageKind? Find(string apiVersion, string kind) => _kinds.GetValueOrDefault((apiVersion, kind)) ?? _defined.Find(apiVersion, kind);

    private IGarbageKind KindOf(GarbageNode node) => Find(node.Kind.ApiVersion, node.Kind.Kind)
        ?? throw new InvalidOperationException($"the kind {node.Kind.Kind} ({node.Kind.ApiVersion}) is not collected");

    private static partial class Log
    {
        [LoggerMessage(2471, LogLevel.Information, "{Kind} {Name} is deleted because its owners are gone")]
        public static partial void Deleting(ILogger logger, string kind, ResourceName name);
    }
}
