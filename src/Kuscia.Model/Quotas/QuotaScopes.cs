using Kuscia.Model.Core;

namespace Kuscia.Model.Quotas;

/// <summary>Which pods a quota with scopes counts. Pure.</summary>
public static class QuotaScopes
{
    /// <summary>True when the quota counts the object; only pods have scopes.</summary>
    public static bool Counts(ResourceQuotaSpec? quota, Meta.Resource resource)
    {
        IReadOnlyList<string> scopes = quota?.Scopes ?? [];
        return scopes.Count == 0 || (resource is Pod pod && scopes.All(s => IsIn(s, pod)));
    }

    private static bool IsIn(string scope, Pod pod) => scope switch
    {
        "Terminating" => pod.Spec?.ActiveDeadlineSeconds is not null,
        "NotTerminating" => pod.Spec?.ActiveDeadlineSeconds is null,
        "BestEffort" => IsBestEffort(pod),
        "NotBestEffort" => !IsBestEffort(pod),
        _ => false,
    };

    private static bool IsBestEffort(Pod pod) => (pod.Spec?.Containers ?? []).Concat(pod.Spec?.InitContainers ?? [])
        .All(c => (c.Resources?.Requests?.Count ?? 0) == 0 && (c.Resources?.Limits?.Count ?? 0) == 0);
}
