using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Domains;

/// <summary>Decides what a Domain needs in this control plane.</summary>
internal static class DomainReconciler
{
    public const string Completed = "completed";
    public const string ConfigName = "domain-config";
    public const string QuotaName = "resource-limitation";

    private const int BootstrapRollingPeriod = 86400;

    /// <param name="domain">The Domain.</param>
    /// <param name="controlPlane">The domain of this control plane.</param>
    public static DomainOutcome Reconcile(Domain domain, string controlPlane)
    {
        string name = domain.Metadata.Name ?? "";
        DomainSpec spec = domain.Spec ?? new DomainSpec();
        bool partner = spec.Role == "partner";
        string? protocol = spec.InterConnProtocols is [{ } first, ..] ? first : null;
        bool kusciaPartner = partner && protocol != "bfia";
        bool underOtherMaster = kusciaPartner && !string.IsNullOrEmpty(spec.Master) && spec.Master != name;
        return new DomainOutcome
        {
            NamespaceLabels = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [WellKnownLabels.DomainName] = name,
                [WellKnownLabels.Role] = string.IsNullOrEmpty(spec.Role) ? null : spec.Role,
                [WellKnownLabels.InterconnProtocols] = protocol,
                [WellKnownLabels.Deleted] = null,
            },
            Bootstrap = domain.Metadata.Label(WellKnownLabels.DomainAuth) != Completed,
            Account = !underOtherMaster,
            ClusterRights = !kusciaPartner,
            Route = spec.AuthCenter is null || underOtherMaster || name == controlPlane ? null : Route(domain, spec.AuthCenter, controlPlane, protocol),
            IsOwn = !partner,
            Quota = !partner && spec.ResourceQuota?.PodMaxCount is { } pods ? Quota(domain, pods) : null,
            Master = partner && string.IsNullOrEmpty(spec.Master) ? name : null,
        };
    }

    private static ClusterDomainRoute Route(Domain domain, AuthCenter authCenter, string controlPlane, string? protocol)
    {
        string name = domain.Metadata.Name ?? "";
        return new ClusterDomainRoute
        {
            Metadata = DomainAccounts.Meta(domain, null, $"{name}-{controlPlane}"),
            Spec = new DomainRouteSpec
            {
                Source = name,
                Destination = controlPlane,
                InterConnProtocol = protocol == "bfia" ? "bfia" : "kuscia",
                AuthenticationType = authCenter.AuthenticationType,
                TokenConfig = authCenter.AuthenticationType == "Token"
                    ? new TokenConfig { TokenGenMethod = authCenter.TokenGenMethod ?? "RSA-GEN", RollingUpdatePeriod = BootstrapRollingPeriod }
                    : null,
            },
        };
    }

    private static ResourceQuota Quota(Domain domain, int pods) => new()
    {
        Metadata = DomainAccounts.Lasting(domain.Metadata.Name ?? "", QuotaName),
        Spec = new ResourceQuotaSpec
        {
            Hard = new Dictionary<string, IntOrString> { ["pods"] = IntOrString.FromString(pods.ToString(CultureInfo.InvariantCulture)) },
        },
    };
}
