using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Domains;
using Kuscia.Controllers.Writes;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Routes;

/// <summary>Drives ClusterDomainRoutes: what the operator wrote becomes a DomainRoute at each own end, and their state comes back.</summary>
public sealed class ClusterDomainRouteController : IController
{
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<ClusterDomainRoute> _clusterRoutes;
    private readonly IInformer<DomainRoute> _routes;
    private readonly IInformer<Domain> _domains;
    private readonly IInformer<Gateway> _gateways;
    private readonly IInformer<InteropConfig> _interops;
    private readonly IInformer<ServiceAccount> _serviceAccounts;
    private readonly DomainAccounts _accounts;
    private readonly TimeProvider _time;
    private readonly ReconcileLoop<string> _loop;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public ClusterDomainRouteController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _clusterRoutes = informers.For(Kinds.ClusterDomainRoute);
        _routes = informers.For(Kinds.DomainRoute);
        _domains = informers.For(Kinds.Domain);
        _gateways = informers.For(Kinds.Gateway);
        _interops = informers.For(Kinds.InteropConfig);
        _serviceAccounts = informers.For(Kinds.ServiceAccount);
        _accounts = new DomainAccounts(client);
        _loop = new ReconcileLoop<string>(Name, ReconcileAsync, time, loggers.CreateLogger<ClusterDomainRouteController>())
            .On(_clusterRoutes, route => route.Metadata.Name)
            .On(_routes, route => route.Metadata.Name)
            .On(_domains, DomainChanged)
            .On(_interops, InteropGone)
            .On(_serviceAccounts, AccountGone);
    }

    /// <inheritdoc/>
    public string Name => "cluster-domain-route-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void DomainChanged(Domain? old, Domain? current)
    {
        if (old?.Spec is not null && current?.Spec is not null && ObjectPatch.Between(Kinds.Domain, old with { Metadata = new ObjectMeta(), Status = null }, current with { Metadata = new ObjectMeta(), Status = null }) is null)
        {
            return;
        }

        string? name = (current ?? old)?.Metadata.Name;
        foreach (ClusterDomainRoute route in _clusterRoutes.List().Where(r => r.Spec?.Source == name || r.Spec?.Destination == name || r.Spec?.Transit?.Domain?.DomainID == name))
        {
            _loop.Add(route.Metadata.Name);
        }
    }

    private void InteropGone(InteropConfig? old, InteropConfig? current)
    {
        if (current is null && old?.Spec is { Host: { } host, Members: [{ } member, ..] })
        {
            _loop.Add($"{member}-{host}");
        }
    }

    private void AccountGone(ServiceAccount? old, ServiceAccount? current)
    {
        if (current is null)
        {
            foreach (ClusterDomainRoute route in _clusterRoutes.List().Where(r => r.Spec?.Source == old?.Metadata.Name))
            {
                _loop.Add(route.Metadata.Name ?? "");
            }
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_clusterRoutes.Get(ResourceName.Cluster(name)) is not { } route)
        {
            await RemoveOrphansAsync(name, cancellationToken);
            return null;
        }

        ClusterDomainRouteOutcome outcome = ClusterDomainRouteReconciler.Reconcile(View(route), _time.GetUtcNow());
        try
        {
            await ApplyAsync(route, outcome, cancellationToken);
        }
        catch (ResourceException e) when (e.IsConflict || e.IsNotFound || e.IsAlreadyExists)
        {
            // The cache was behind; the newer state comes as an event, and this look makes sure of it.
            return TimeSpan.FromSeconds(1);
        }

        return outcome.RetryAfter;
    }

    private ClusterDomainRouteView View(ClusterDomainRoute route) => new()
    {
        Route = route,
        Source = DomainOf(route.Spec?.Source),
        Destination = DomainOf(route.Spec?.Destination),
        Transit = DomainOf(route.Spec?.Transit?.Domain?.DomainID),
        DomainRoutes = [.. _routes.List().Where(r => r.Metadata.Name == route.Metadata.Name)],
        Interop = route.Spec is null ? null : _interops.Get(ResourceName.Cluster(InteropDraft.NameOf(route.Spec))),
        SourceHasAccount = route.Spec?.Source is { } source && _serviceAccounts.Get(new ResourceName(source, source)) is not null,
        SourceGateways = [.. _gateways.List().Where(g => g.Metadata.Namespace == route.Spec?.Source)],
    };

    private Domain? DomainOf(string? name) => string.IsNullOrEmpty(name) ? null : _domains.Get(ResourceName.Cluster(name));

    private async Task ApplyAsync(ClusterDomainRoute route, ClusterDomainRouteOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.ObjectPatch is not null)
        {
            await _client.PatchAsync(Kinds.ClusterDomainRoute, route.Identity, outcome.ObjectPatch, null, cancellationToken);
            return;
        }

        if (outcome.NeedsAccount && DomainOf(route.Spec?.Source) is { } source)
        {
            await _accounts.EnsureRoleAsync(source, cancellationToken);
            await _accounts.EnsureAccountAsync(source, cancellationToken);
        }

        foreach (DomainRoute draft in outcome.Create)
        {
            await _client.CreateAsync(Kinds.DomainRoute, draft, cancellationToken);
        }

        foreach ((ResourceName name, JsonObject patch) in outcome.Update)
        {
            await _client.PatchAsync(Kinds.DomainRoute, name, patch, null, cancellationToken);
        }

        foreach ((ResourceName name, string? uid) in outcome.Delete)
        {
            await _client.DeleteAsync(Kinds.DomainRoute, name, uid, cancellationToken);
        }

        await ApplyInteropAsync(outcome, cancellationToken);
        if (outcome.StatusPatch is not null)
        {
            await _client.PatchFromAsync(Kinds.ClusterDomainRoute, route, outcome.StatusPatch, "status", cancellationToken);
        }
    }

    private async Task ApplyInteropAsync(ClusterDomainRouteOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.CreateInterop is { } interop)
        {
            await _client.CreateAsync(Kinds.InteropConfig, interop, cancellationToken);
        }

        if (outcome.DeleteInterop is { } name)
        {
            await _client.DeleteAsync(Kinds.InteropConfig, ResourceName.Cluster(name), null, cancellationToken);
        }
    }

    // Where no garbage collector runs, what belonged to a deleted route goes here.
    private async Task RemoveOrphansAsync(string name, CancellationToken cancellationToken)
    {
        foreach (DomainRoute orphan in _routes.List().Where(r => r.Metadata.Name == name && r.Metadata.OwnerReferences?.Any(o => o.Kind == Kinds.ClusterDomainRoute.Kind) == true))
        {
            await _client.DeleteAsync(Kinds.DomainRoute, orphan.Identity, orphan.Metadata.Uid, cancellationToken);
        }

        foreach (InteropConfig orphan in _interops.List().Where(i => i.Metadata.OwnerReferences?.Any(o => o.Kind == Kinds.ClusterDomainRoute.Kind && o.Name == name) == true))
        {
            await _client.DeleteAsync(Kinds.InteropConfig, orphan.Identity, orphan.Metadata.Uid, cancellationToken);
        }
    }
}
