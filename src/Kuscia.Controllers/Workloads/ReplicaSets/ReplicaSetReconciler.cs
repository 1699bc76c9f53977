using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.ReplicaSets;

/// <summary>Keeps as many pods as wanted, and counts them. Pure.</summary>
internal static class ReplicaSetReconciler
{
    public const string ReplicaFailure = "ReplicaFailure";

    // As many pods as one round changes at most.
    private const int Burst = 500;

    public static ReplicaSetOutcome Reconcile(ReplicaSetView view, DateTimeOffset now)
    {
        ReplicaSet set = view.Set;
        List<Pod> active = [.. view.Pods.Where(p => p.IsActive())];
        int missing = Wanted(set) - active.Count;
        if (set.Metadata.DeletionTimestamp is not null)
        {
            missing = 0;
        }

        return new ReplicaSetOutcome
        {
            Create = Math.Clamp(missing, 0, Burst),
            Delete = missing >= 0 ? [] : [.. active.Order(new PodRank(view.PodsOnNode)).Take(Math.Min(-missing, Burst))],
            Status = Status(view, active, now),
            RetryAfter = PodFacts.NextAvailability(active, set.Spec?.MinReadySeconds, now),
        };
    }

    /// <summary>The number of pods that a set asks for.</summary>
    public static int Wanted(ReplicaSet set) => set.Spec?.Replicas ?? 1;

    private static ReplicaSetStatus Status(ReplicaSetView view, List<Pod> active, DateTimeOffset now)
    {
        ReplicaSet set = view.Set;
        IReadOnlyDictionary<string, string> labels = set.Spec?.Template?.Metadata?.Labels ?? new Dictionary<string, string>();
        IReadOnlyList<Condition>? conditions = set.Status?.Conditions;
        if (view.Failure is { } failure)
        {
            conditions = conditions.Set((ReplicaFailure, "True"), failure, now, isUpdated: false);
        }
        else if (conditions.Find(ReplicaFailure) is not null)
        {
            conditions = conditions.Without(ReplicaFailure);
        }

        return new ReplicaSetStatus
        {
            Replicas = active.Count,
            FullyLabeledReplicas = OrNone(active.Count(p => labels.All(l => p.Metadata.Label(l.Key) == l.Value))),
            ReadyReplicas = OrNone(active.Count(p => p.IsReady())),
            AvailableReplicas = OrNone(active.Count(p => p.IsAvailable(set.Spec?.MinReadySeconds, now))),
            ObservedGeneration = set.Metadata.Generation,
            Conditions = conditions.OrNone(),
        };
    }

    private static int? OrNone(int count) => count == 0 ? null : count;
}
