using Kuscia.Helm.Kube;

namespace KubeFate.Checks;

/// <summary>
/// Looks whether an installation can succeed before anything is made: what would make it stop half way is fatal, what may keep its modules waiting is told. What the account of the
/// service may not look at is passed over.
/// </summary>
internal static class PreCheck
{
    /// <summary>All findings, the fatal ones first.</summary>
    /// <exception cref="KubeException">The API does not answer.</exception>
    public static async Task<IReadOnlyList<Finding>> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        // Definitions may have come since the last look.
        plan.Cluster.ForgetTypes();
        IReadOnlyList<Finding>[] found = await Task.WhenAll(
            NamespaceCheck.RunAsync(plan, cancellationToken),
            ApiCheck.RunAsync(plan, cancellationToken),
            RightsCheck.RunAsync(plan, cancellationToken),
            PortCheck.RunAsync(plan, cancellationToken),
            QuotaCheck.RunAsync(plan, cancellationToken),
            StorageCheck.RunAsync(plan, cancellationToken));
        return [.. found.SelectMany(findings => findings).OrderByDescending(finding => finding.IsFatal)];
    }
}
