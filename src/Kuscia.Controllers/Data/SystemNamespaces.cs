using Kuscia.Model;

namespace Kuscia.Controllers.Data;

/// <summary>Namespaces that belong to the control plane and are never a domain's.</summary>
internal static class SystemNamespaces
{
    /// <summary>True for <c>cross-domain</c>, <c>default</c> and those of Kubernetes (<c>kube-…</c>).</summary>
    public static bool Contains(string? name) =>
        name is null or "" or "default" or WellKnownNames.CrossDomainNamespace || name.StartsWith("kube-", StringComparison.Ordinal);
}
