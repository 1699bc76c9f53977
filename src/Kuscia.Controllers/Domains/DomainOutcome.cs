using Kuscia.Model.Core;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Domains;

/// <summary>What a Domain needs.</summary>
internal sealed record DomainOutcome
{
    /// <summary>Labels the namespace must have; null values must be absent.</summary>
    public required IReadOnlyDictionary<string, string?> NamespaceLabels { get; init; }

    /// <summary>The first-time set-up is still to be done.</summary>
    public bool Bootstrap { get; init; }

    /// <summary>Whether the set-up makes an account in the own namespace.</summary>
    public bool Account { get; init; }

    /// <summary>Whether the account gets rights in the whole cluster.</summary>
    public bool ClusterRights { get; init; }

    /// <summary>The route by which the domain reaches this control plane; null for none.</summary>
    public ClusterDomainRoute? Route { get; init; }

    /// <summary>Whether an own domain's namespace holds <c>domain-config</c> and quota, and the Domain gets a status.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The quota that must exist; null when none may.</summary>
    public ResourceQuota? Quota { get; init; }

    /// <summary>Value for an empty <c>spec.master</c> of a partner; null leaves it.</summary>
    public string? Master { get; init; }
}
