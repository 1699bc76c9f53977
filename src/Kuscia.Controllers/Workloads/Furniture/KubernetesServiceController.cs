using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Workloads.Slices;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.Furniture;

/// <summary>Keeps <c>default/kubernetes</c>, the Service by which clients inside find the API, and where it leads.</summary>
public sealed class KubernetesServiceController : IController
{
    // The first of the range of services, as everywhere.
    private const string ClusterIP = "10.43.0.1";
    private const int ServicePort = 443;

    private static readonly ResourceName Self = new("default", "kubernetes");

    private readonly FurnitureOptions _options;
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Service> _services;
    private readonly IInformer<Endpoints> _endpoints;
    private readonly IInformer<EndpointSlice> _slices;
    private readonly ReconcileLoop<string> _loop;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public KubernetesServiceController(FurnitureOptions options, IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _client = client;
        _informers = informers;
        _services = informers.For(Kinds.Service);
        _endpoints = informers.For(Kinds.Endpoints);
        _slices = informers.For(Kinds.EndpointSlice);
        _loop = new ReconcileLoop<string>(Name, ReconcileAsync, time, loggers.CreateLogger<KubernetesServiceController>(), workers: 1);
        _loop.On(_services, Changed).On(_endpoints, Changed).On(_slices, Changed);
    }

    /// <inheritdoc/>
    public string Name => "kubernetes-service";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        _loop.Add(Name);
        await _loop.RunAsync(cancellationToken);
    }

    private void Changed(Resource? old, Resource? current)
    {
        if ((current ?? old)?.Identity == Self)
        {
            _loop.Add(Name);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        if (_services.Get(Self) is null)
        {
            await CreateServiceAsync(cancellationToken);
        }

        await EnsureAsync(Kinds.Endpoints, _endpoints, Endpoints(), (there, wanted) => there with { Subsets = wanted.Subsets }, cancellationToken);
        await EnsureAsync(
            Kinds.EndpointSlice, _slices, Slice(), (there, wanted) => there with { AddressType = wanted.AddressType, Endpoints = wanted.Endpoints, Ports = wanted.Ports }, cancellationToken);
        return null;
    }

    private async Task CreateServiceAsync(CancellationToken cancellationToken)
    {
        ServicePort port = new() { Name = "https", Port = ServicePort, Protocol = "TCP", TargetPort = IntOrString.FromInt32(_options.Port) };
        Service service = new()
        {
            ApiVersion = "v1",
            Kind = "Service",
            Metadata = Meta(("component", "apiserver"), ("provider", "kubernetes")),
            Spec = new ServiceSpec { Type = "ClusterIP", ClusterIP = ClusterIP, SessionAffinity = "None", Ports = [port] },
        };
        try
        {
            await _client.CreateAsync(Kinds.Service, service, cancellationToken);
        }
        catch (ResourceException e) when (e.IsRefusal)
        {
            // A store of an earlier version may have given the address to another service.
            await _client.CreateAsync(Kinds.Service, service with { Spec = service.Spec with { ClusterIP = null } }, cancellationToken);
        }
    }

    private async Task EnsureAsync<T>(ResourceKind<T> kind, IInformer<T> informer, T wanted, Func<T, T, T> merge, CancellationToken cancellationToken)
        where T : Resource
    {
        if (informer.Get(Self) is { } there)
        {
            await _client.WriteAsync(kind, there, merge(there, wanted), null, cancellationToken);
        }
        else
        {
            await _client.CreateAsync(kind, wanted, cancellationToken);
        }
    }

    private Endpoints Endpoints() => new()
    {
        ApiVersion = "v1",
        Kind = "Endpoints",
        Metadata = Meta(("endpointslice.kubernetes.io/skip-mirror", "true")),
        Subsets = [new EndpointSubset { Addresses = [new EndpointAddress { Ip = _options.Address }], Ports = [Port()] }],
    };

    private EndpointSlice Slice() => new()
    {
        ApiVersion = Kinds.EndpointSlice.ApiVersion,
        Kind = Kinds.EndpointSlice.Kind,
        Metadata = Meta((SliceReconciler.ServiceName, Self.Name)),
        AddressType = "IPv4",
        Endpoints = [new SliceEndpoint { Addresses = [_options.Address], Conditions = new SliceConditions { Ready = true } }],
        Ports = [Port()],
    };

    private EndpointPort Port() => new() { Name = "https", Port = _options.Port, Protocol = "TCP" };

    private static ObjectMeta Meta(params (string Key, string Value)[] labels) =>
        new() { Namespace = Self.Namespace, Name = Self.Name, Labels = labels.ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal) };
}
