using System.Text.Json.Nodes;
using Kuscia.Controllers.Writes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Routes;

/// <summary>Decides what a ClusterDomainRoute needs: labels, keys, a DomainRoute at each own end, the InteropConfig, its status.</summary>
internal static class ClusterDomainRouteReconciler
{
    // Heartbeats grow old and gateways die without an event.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    public static ClusterDomainRouteOutcome Reconcile(ClusterDomainRouteView view, DateTimeOffset now)
    {
        ClusterDomainRoute route = view.Route;
        DomainRouteSpec spec = route.Spec ?? new DomainRouteSpec();
        ClusterDomainRoute labelled = route with { Metadata = route.Metadata with { Labels = Labels(view, spec) } };
        if (Fault(view, spec) is { } fault)
        {
            ClusterDomainRouteOutcome invalid = Invalid(view, fault, now);
            if (view.Source is null || view.Destination is null)
            {
                return Closed(view, invalid);
            }

            // Also a route that cannot work is found by its ends.
            return invalid with { ObjectPatch = ObjectPatch.Between(Kinds.ClusterDomainRoute, route, labelled) };
        }

        (DomainRouteSpec keyed, string? keyFault) = WithKeys(view, spec, now);
        ClusterDomainRoute wanted = labelled with { Spec = keyed };
        if (ObjectPatch.Between(Kinds.ClusterDomainRoute, route, wanted) is { } patch)
        {
            return new ClusterDomainRouteOutcome { ObjectPatch = patch };
        }

        if (keyFault is not null)
        {
            return Invalid(view, keyFault, now);
        }

        bool needsAccount = ClusterDomainRouteView.IsKusciaPeer(view.Source) && view.DestinationIsOwn && !view.SourceHasAccount;
        ClusterDomainRouteOutcome ends = Ends(view, spec);
        return ends with
        {
            NeedsAccount = needsAccount,
            CreateInterop = WantsInterop(view, spec) && view.Interop is null ? InteropDraft.Of(route) : null,
            DeleteInterop = !WantsInterop(view, spec) && IsOwned(view.Interop, route) ? view.Interop?.Metadata.Name : null,
            StatusPatch = ClusterDomainRouteStatusOutcome.Patch(view, ReadyCondition.Fault(spec, view.In(spec.Source), view.In(spec.Destination), view.SourceIsOwn, view.DestinationIsOwn, now), now),
            RetryAfter = Look,
        };
    }

    private static ClusterDomainRouteOutcome Invalid(ClusterDomainRouteView view, string fault, DateTimeOffset now) => new()
    {
        StatusPatch = ClusterDomainRouteStatusOutcome.Patch(view, (ReadyCondition.Invalid, fault), now),
        RetryAfter = Look,
    };

    // A Domain that was deleted takes its routes with it: tokens, pooled connections and what is pulled over them end. The operator's route stays, and says why.
    private static ClusterDomainRouteOutcome Closed(ClusterDomainRouteView view, ClusterDomainRouteOutcome invalid) => invalid with
    {
        Delete = [.. view.DomainRoutes.Where(r => IsOwned(r, view.Route)).Select(r => (r.Identity, r.Metadata.Uid))],
        DeleteInterop = IsOwned(view.Interop, view.Route) ? view.Interop?.Metadata.Name : null,
    };

    private static string? Fault(ClusterDomainRouteView view, DomainRouteSpec spec)
    {
        if (RouteShape.Fault(spec) is { } fault)
        {
            return fault;
        }

        return view.Source is null ? $"there is no Domain {spec.Source}; add it first (add_domain.sh {spec.Source} p2p)"
            : view.Destination is null ? $"there is no Domain {spec.Destination}; add it first (add_domain.sh {spec.Destination} p2p)"
            : null;
    }

    private static Dictionary<string, string> Labels(ClusterDomainRouteView view, DomainRouteSpec spec)
    {
        Dictionary<string, string> labels = new(view.Route.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [WellKnownLabels.ClusterDomainRouteSource] = spec.Source ?? "",
            [WellKnownLabels.ClusterDomainRouteDestination] = spec.Destination ?? "",
        };
        string? partner = !view.SourceIsOwn ? spec.Source : !view.DestinationIsOwn ? spec.Destination : null;
        if (partner is not null)
        {
            labels[WellKnownLabels.DomainRoutePartner] = partner;
        }

        return labels;
    }

    /// <summary>Fills in the public keys that the Domains' certificates hold now; a certificate that was replaced is followed.</summary>
    private static (DomainRouteSpec Spec, string? Fault) WithKeys(ClusterDomainRouteView view, DomainRouteSpec spec, DateTimeOffset now)
    {
        if (spec.TokenConfig is not { TokenGenMethod: "RSA-GEN" or "UID-RSA-GEN" } || view.Source is null || view.Destination is null)
        {
            return (spec, null);
        }

        (string? source, string? sourceFault) = RouteKeys.Of(view.Source, now);
        (string? destination, string? destinationFault) = RouteKeys.Of(view.Destination, now);
        TokenConfig keyed = spec.TokenConfig with
        {
            SourcePublicKey = source ?? spec.TokenConfig.SourcePublicKey,
            DestinationPublicKey = destination ?? spec.TokenConfig.DestinationPublicKey,
        };
        return (spec with { TokenConfig = keyed }, sourceFault ?? destinationFault);
    }

    /// <summary>
    /// One DomainRoute at each own end, and one at an own domain in between, which is the permission to pass. Changes are made in place: tokens stay in force
    /// while an endpoint moves.
    /// </summary>
    private static ClusterDomainRouteOutcome Ends(ClusterDomainRouteView view, DomainRouteSpec spec)
    {
        List<DomainRoute> create = [];
        List<(ResourceName, JsonObject)> update = [];
        HashSet<string> namespaces = [];
        string? transit = ClusterDomainRouteView.IsOwn(view.Transit) ? RouteShape.TransitDomain(spec) : null;
        foreach (string? @namespace in new[] { view.SourceIsOwn ? spec.Source : null, view.DestinationIsOwn ? spec.Destination : null, transit })
        {
            if (@namespace is null || !namespaces.Add(@namespace))
            {
                continue;
            }

            if (view.In(@namespace) is not { } existing)
            {
                create.Add(Draft(view.Route, @namespace));
            }
            else if (IsOwned(existing, view.Route) && Change(existing, view.Route) is { } patch)
            {
                update.Add((existing.Identity, patch));
            }
        }

        IEnumerable<DomainRoute> surplus = view.DomainRoutes.Where(r => IsOwned(r, view.Route) && !namespaces.Contains(r.Metadata.Namespace ?? ""));
        return new ClusterDomainRouteOutcome { Create = create, Update = update, Delete = [.. surplus.Select(r => (r.Identity, r.Metadata.Uid))] };
    }

    private static JsonObject? Change(DomainRoute existing, ClusterDomainRoute route)
    {
        Dictionary<string, string> labels = new(existing.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach ((string key, string value) in route.Metadata.Labels ?? new Dictionary<string, string>())
        {
            labels[key] = value;
        }

        return ObjectPatch.Between(Kinds.DomainRoute, existing, existing with { Spec = route.Spec, Metadata = existing.Metadata with { Labels = labels } });
    }

    private static DomainRoute Draft(ClusterDomainRoute route, string @namespace) => new()
    {
        ApiVersion = Kinds.DomainRoute.ApiVersion,
        Kind = Kinds.DomainRoute.Kind,
        Metadata = new ObjectMeta
        {
            Name = route.Metadata.Name,
            Namespace = @namespace,
            Labels = route.Metadata.Labels,
            OwnerReferences = [OwnerOf(route)],
        },
        Spec = route.Spec,
    };

    internal static OwnerReference OwnerOf(ClusterDomainRoute route) => new()
    {
        ApiVersion = Kinds.ClusterDomainRoute.ApiVersion,
        Kind = Kinds.ClusterDomainRoute.Kind,
        Name = route.Metadata.Name ?? "",
        Uid = route.Metadata.Uid ?? "",
        Controller = true,
        BlockOwnerDeletion = true,
    };

    private static bool IsOwned(Resource? resource, ClusterDomainRoute route) =>
        resource?.Metadata.OwnerReferences?.Any(o => o.Uid == route.Metadata.Uid) == true;

    private static bool WantsInterop(ClusterDomainRouteView view, DomainRouteSpec spec) =>
        view.SourceIsOwn && ClusterDomainRouteView.IsKusciaPeer(view.Destination) && spec.InterConnProtocol != "bfia"
        && (!RouteShape.NeedsToken(spec) || view.In(spec.Source)?.Status?.TokenStatus?.Tokens is { Count: > 0 });
}
