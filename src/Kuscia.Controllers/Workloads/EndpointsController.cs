using Kuscia.Controllers.Routes;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Informers;
using Kuscia.Runtime.Queues;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads;

/// <summary>Keeps the Endpoints of every service that selects pods.</summary>
public sealed class EndpointsController : IController
{
    private const string ManagedBy = "endpoints.kubernetes.io/managed-by";
    private const string ManagedByValue = "endpoint-controller";
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Service> _services;
    private readonly IInformer<Pod> _pods;
    private readonly IInformer<Endpoints> _endpoints;
    private readonly WorkQueue<ResourceName> _queue;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public EndpointsController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _services = informers.For(Kinds.Service);
        _pods = informers.For(Kinds.Pod);
        _endpoints = informers.For(Kinds.Endpoints);
        _queue = new WorkQueue<ResourceName>(Name, ReconcileAsync, new WorkQueueOptions(), time, loggers.CreateLogger<EndpointsController>());
    }

    /// <inheritdoc/>
    public string Name => "endpoints-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        _services.Subscribe((old, current) => _queue.Add(Some(current ?? old).Identity));
        _pods.Subscribe(PodChanged);
        _endpoints.Subscribe((old, current) => _queue.Add(Some(current ?? old).Identity));
        await _queue.RunAsync(cancellationToken);
    }

    // An informer never reports a change from nothing to nothing.
    private static T Some<T>(T? resource)
        where T : Resource => resource ?? throw new InvalidOperationException("a change without an object");

    private void PodChanged(Pod? old, Pod? current)
    {
        string? @namespace = Some(current ?? old).Metadata.Namespace;
        foreach (Service service in _services.List().Where(s => s.Metadata.Namespace == @namespace))
        {
            if (EndpointsReconciler.Selects(service, old?.Metadata.Labels) || EndpointsReconciler.Selects(service, current?.Metadata.Labels))
            {
                _queue.Add(service.Identity);
            }
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        Endpoints? existing = _endpoints.Get(name);
        try
        {
            if (_services.Get(name) is not { } service)
            {
                // Endpoints that somebody wrote by hand are theirs.
                if (existing?.Metadata.Label(ManagedBy) == ManagedByValue)
                {
                    await _client.DeleteAsync(Kinds.Endpoints, name, existing.Metadata.Uid, cancellationToken);
                }

                return null;
            }

            if (EndpointsReconciler.Reconcile(service, _pods.List().Where(p => p.Metadata.Namespace == name.Namespace)) is { } subsets)
            {
                await WriteAsync(service, existing, subsets.Count == 0 ? null : subsets, cancellationToken);
            }

            return null;
        }
        catch (ResourceException e) when (e.IsConflict || e.IsAlreadyExists || e.IsNotFound)
        {
            // The cache was behind.
            return Soon;
        }
    }

    private async Task WriteAsync(Service service, Endpoints? existing, IReadOnlyList<EndpointSubset>? subsets, CancellationToken cancellationToken)
    {
        if (service.Metadata.DeletionTimestamp is not null)
        {
            return;
        }

        if (existing is null)
        {
            Endpoints created = new()
            {
                ApiVersion = Kinds.Endpoints.ApiVersion,
                Kind = Kinds.Endpoints.Kind,
                Metadata = new ObjectMeta { Namespace = service.Metadata.Namespace, Name = service.Metadata.Name, Labels = Labels(service) },
                Subsets = subsets,
            };
            await _client.CreateAsync(Kinds.Endpoints, created, cancellationToken);
            return;
        }

        Endpoints wanted = existing with { Metadata = existing.Metadata with { Labels = Labels(service) }, Subsets = subsets };
        if (ObjectPatch.Between(Kinds.Endpoints, existing, wanted) is { } patch)
        {
            await _client.PatchAsync(Kinds.Endpoints, existing.Identity, patch, null, cancellationToken);
        }
    }

    private static Dictionary<string, string> Labels(Service service)
    {
        Dictionary<string, string> labels = new(service.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [ManagedBy] = ManagedByValue };
        if (service.Spec?.ClusterIP == "None")
        {
            labels["service.kubernetes.io/headless"] = "";
        }

        return labels;
    }
}
