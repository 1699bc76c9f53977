using Kuscia.Controllers.Workloads.Deployments;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.Disruptions;

/// <summary>How many pods of a budget may be evicted now (Kubernetes, "Pod disruption budgets"). Pure.</summary>
internal static class DisruptionReconciler
{
    // An eviction that did not come to anything in this time is forgotten.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="budget">The budget.</param>
    /// <param name="pods">The pods that it selects.</param>
    /// <param name="wanted">As many pods as the workloads of these pods ask for.</param>
    /// <param name="now">The time.</param>
    public static (PodDisruptionBudgetStatus Status, TimeSpan? RetryAfter) Reconcile(PodDisruptionBudget budget, IReadOnlyList<Pod> pods, int wanted, DateTimeOffset now)
    {
        Dictionary<string, Pod> byName = pods.ToDictionary(p => p.Metadata.Name ?? "", StringComparer.Ordinal);
        Dictionary<string, DateTimeOffset> disrupted = (budget.Status?.DisruptedPods ?? new Dictionary<string, DateTimeOffset>())
            .Where(d => byName.TryGetValue(d.Key, out Pod? pod) && pod.Metadata.DeletionTimestamp is null && d.Value + Patience > now)
            .ToDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal);
        int healthy = pods.Count(p => p.IsActive() && p.IsReady() && !disrupted.ContainsKey(p.Metadata.Name ?? ""));
        (int expected, int desired) = Needs(budget, pods, wanted);
        int allowed = expected <= 0 ? 0 : Math.Max(0, healthy - desired);
        PodDisruptionBudgetStatus status = new()
        {
            ObservedGeneration = budget.Metadata.Generation,
            DisruptedPods = disrupted.Count == 0 ? null : disrupted,
            DisruptionsAllowed = allowed,
            CurrentHealthy = healthy,
            DesiredHealthy = desired,
            ExpectedPods = expected,
            Conditions = Conditions(budget, allowed > 0, now),
        };
        return (status, disrupted.Count == 0 ? null : disrupted.Values.Min() + Patience - now);
    }

    private static (int Expected, int Desired) Needs(PodDisruptionBudget budget, IReadOnlyList<Pod> pods, int wanted)
    {
        if (budget.Spec?.MaxUnavailable is { } most)
        {
            return (wanted, Math.Max(0, wanted - DeploymentLimits.Resolve(most, wanted, up: true)));
        }

        if (budget.Spec?.MinAvailable is not { } least)
        {
            return (pods.Count, Math.Max(0, pods.Count - 1));
        }

        return least.Text.EndsWith('%') ? (wanted, DeploymentLimits.Resolve(least, wanted, up: true)) : (pods.Count, DeploymentLimits.Resolve(least, pods.Count, up: true));
    }

    private static IReadOnlyList<Condition> Conditions(PodDisruptionBudget budget, bool allowed, DateTimeOffset now) =>
        (budget.Status?.Conditions).With("DisruptionAllowed", allowed, allowed ? "SufficientPods" : "InsufficientPods", "", now);
}
