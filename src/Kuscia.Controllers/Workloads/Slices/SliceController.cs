using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.Slices;

/// <summary>Keeps the EndpointSlices of every service that selects pods; they go with the service.</summary>
public sealed class SliceController : IController
{
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Service> _services;
    private readonly InformerIndex<Service> _servicesOfNamespace;
    private readonly InformerIndex<Pod> _podsOfNamespace;
    private readonly InformerIndex<EndpointSlice> _slicesOfOwner;
    private readonly ReconcileLoop<ResourceName> _loop;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public SliceController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _services = informers.For(Kinds.Service);
        _servicesOfNamespace = _services.ByNamespace();
        IInformer<Pod> pods = informers.For(Kinds.Pod);
        _podsOfNamespace = pods.ByNamespace();
        IInformer<EndpointSlice> slices = informers.For(Kinds.EndpointSlice);
        _slicesOfOwner = slices.ByController();
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, loggers.CreateLogger<SliceController>());
        _loop.On(_services, service => service.Identity).On(pods, PodChanged).On(slices, SliceChanged);
    }

    /// <inheritdoc/>
    public string Name => "endpointslice-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void PodChanged(Pod? old, Pod? current)
    {
        foreach (Service service in _servicesOfNamespace.Of((current ?? old)?.Metadata.Namespace))
        {
            if (EndpointsReconciler.Selects(service, old?.Metadata.Labels) || EndpointsReconciler.Selects(service, current?.Metadata.Labels))
            {
                _loop.Add(service.Identity);
            }
        }
    }

    private void SliceChanged(EndpointSlice? old, EndpointSlice? current)
    {
        if ((current ?? old)?.Metadata.ControllerOf(Kinds.Service) is { } service)
        {
            _loop.Add(service);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_services.Get(name) is not { Metadata.DeletionTimestamp: null } service || SliceReconciler.Reconcile(service, _podsOfNamespace.Of(name.Namespace)) is not { } wanted)
        {
            return null;
        }

        Dictionary<string, EndpointSlice> there = _slicesOfOwner.Of(service.Metadata.Uid)
            .Where(s => s.Metadata.Label(SliceReconciler.ManagedBy) == SliceReconciler.ManagedByValue)
            .ToDictionary(s => s.Metadata.Name ?? "", StringComparer.Ordinal);
        foreach (EndpointSlice slice in wanted)
        {
            if (there.Remove(slice.Metadata.Name ?? "", out EndpointSlice? existing))
            {
                EndpointSlice next = existing with { Metadata = existing.Metadata with { Labels = slice.Metadata.Labels }, Endpoints = slice.Endpoints, Ports = slice.Ports };
                await _client.WriteAsync(Kinds.EndpointSlice, existing, next, null, cancellationToken);
            }
            else
            {
                await _client.CreateAsync(Kinds.EndpointSlice, slice, cancellationToken);
            }
        }

        foreach (EndpointSlice old in there.Values)
        {
            await _client.DeleteAsync(Kinds.EndpointSlice, old.Identity, old.Metadata.Uid, cancellationToken);
        }

        return null;
    }
}
