using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Writes;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads;

/// <summary>Keeps the Endpoints of every service that selects pods.</summary>
public sealed class EndpointsController : IController
{
    private const string ManagedBy = "endpoints.kubernetes.io/managed-by";
    private const string ManagedByValue = "endpoint-controller";

    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Service> _services;
    private readonly IInformer<Pod> _pods;
    private readonly IInformer<Endpoints> _endpoints;
    private readonly ReconcileLoop<ResourceName> _loop;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public EndpointsController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _services = informers.For(Kinds.Service);
        _pods = informers.For(Kinds.Pod);
        _endpoints = informers.For(Kinds.Endpoints);
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, loggers.CreateLogger<EndpointsController>())
            .On(_services, service => service.Identity)
            .On(_pods, PodChanged)
            .On(_endpoints, endpoints => endpoints.Identity);
    }

    /// <inheritdoc/>
    public string Name => "endpoints-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void PodChanged(Pod? old, Pod? current)
    {
        string? @namespace = (current ?? old)?.Metadata.Namespace;
        foreach (Service service in _services.List().Where(s => s.Metadata.Namespace == @namespace))
        {
            if (EndpointsReconciler.Selects(service, old?.Metadata.Labels) || EndpointsReconciler.Selects(service, current?.Metadata.Labels))
            {
                _loop.Add(service.Identity);
            }
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        Endpoints? existing = _endpoints.Get(name);
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
