using Kuscia.Client.Informers;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Routes;

/// <summary>The caches of the own namespace from which the gateway works.</summary>
internal sealed class RouteSources
{
    private event Action<DomainRoute>? _routeChanged;

    public RouteSources(InformerSet informers, string domainId)
    {
        DomainId = domainId;
        Routes = informers.For(Kinds.DomainRoute, domainId);
        Services = informers.For(Kinds.Service, domainId);
        Endpoints = informers.For(Kinds.Endpoints, domainId);
        Gateways = informers.For(Kinds.Gateway, domainId);
        Routes.Subscribe((_, current) =>
        {
            if (current is not null)
            {
                _routeChanged?.Invoke(current);
            }
        });
    }

    public string DomainId { get; }

    public IInformer<DomainRoute> Routes { get; }

    public IInformer<Service> Services { get; }

    public IInformer<Endpoints> Endpoints { get; }

    public IInformer<Model.Resources.Gateway> Gateways { get; }

    public Task Synced => Task.WhenAll(Routes.Synced, Services.Synced, Endpoints.Synced, Gateways.Synced);

    public DomainRoute? Route(string name) => Routes.Get(new ResourceName(DomainId, name));

    /// <summary>Waits until the cached route is as wanted; false when it is not within the limit.</summary>
    public async Task<bool> WaitForRouteAsync(
        string name, Func<DomainRoute?, bool> wanted, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(DomainRoute route)
        {
            if (route.Metadata.Name == name && wanted(route))
            {
                reached.TrySetResult();
            }
        }

        _routeChanged += Look;
        try
        {
            if (wanted(Route(name)))
            {
                return true;
            }

            await reached.Task.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            _routeChanged -= Look;
        }
    }
}
