using System.Security.Cryptography;
using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Routes;

/// <summary>Drives the tokens of DomainRoutes in all own namespaces.</summary>
public sealed class DomainRouteController : IController
{
    // Liveness of gateways passes with time, not with events.
    private static readonly TimeSpan Resync = TimeSpan.FromMinutes(2);

    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<DomainRoute> _routes;
    private readonly IInformer<Gateway> _gateways;
    private readonly TimeProvider _time;
    private readonly DomainRouteReconciler _reconciler = new(RandomNumberGenerator.GetInt32);
    private readonly ReconcileLoop<ResourceName> _loop;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public DomainRouteController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _routes = informers.For(Kinds.DomainRoute);
        _gateways = informers.For(Kinds.Gateway);
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, loggers.CreateLogger<DomainRouteController>())
            .On(_routes, route => route.Identity)
            .On(_gateways, GatewayChanged);
    }

    /// <inheritdoc/>
    public string Name => "domain-route-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    // A heartbeat of an instance that was alive changes nothing.
    private void GatewayChanged(Gateway? old, Gateway? current)
    {
        TimeSpan? gap = current?.Status?.HeartbeatTime - old?.Status?.HeartbeatTime;
        if (gap is not null && gap < DomainRouteReconciler.GatewayLiveness)
        {
            return;
        }

        string? @namespace = (current ?? old)?.Metadata.Namespace;
        foreach (DomainRoute route in _routes.List().Where(r => r.Metadata.Namespace == @namespace))
        {
            _loop.Add(route.Identity);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_routes.Get(name) is not { } route)
        {
            return null;
        }

        IReadOnlyCollection<Gateway> gateways = [.. _gateways.List().Where(g => g.Metadata.Namespace == name.Namespace)];
        DomainRouteOutcome outcome = _reconciler.Reconcile(route, gateways, _time.GetUtcNow());
        if (outcome.StatusPatch is not null)
        {
            try
            {
                await _client.PatchFromAsync(Kinds.DomainRoute, route, outcome.StatusPatch, "status", cancellationToken);
            }
            catch (ResourceException e) when (e.IsConflict || e.IsNotFound)
            {
                // The cache was behind; the newer state comes as an event and is decided anew.
            }
        }

        return outcome.RetryAfter is { } due && due < Resync ? due : Resync;
    }
}
