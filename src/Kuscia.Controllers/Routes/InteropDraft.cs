using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Routes;

/// <summary>The InteropConfig that makes the source of a route pull from its destination.</summary>
internal static class InteropDraft
{
    public static string NameOf(DomainRouteSpec spec) => $"{spec.Source}-2-{spec.Destination}";

    public static InteropConfig Of(ClusterDomainRoute route)
    {
        DomainRouteSpec spec = route.Spec ?? new DomainRouteSpec();
        return new InteropConfig
        {
            ApiVersion = Kinds.InteropConfig.ApiVersion,
            Kind = Kinds.InteropConfig.Kind,
            Metadata = new ObjectMeta { Name = NameOf(spec), OwnerReferences = [ClusterDomainRouteReconciler.OwnerOf(route)] },
            Spec = new InteropConfigSpec { Host = spec.Destination ?? "", Members = [spec.Source ?? ""] },
        };
    }
}
