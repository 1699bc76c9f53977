using Kuscia.Controllers.Workloads.Deployments;
using Kuscia.Model.Core;
using Kuscia.Model.Json;

namespace Kuscia.Controllers.Workloads.StatefulSets;

/// <summary>
/// One step of a StatefulSet (Kubernetes, "StatefulSets"): pods come one after the other in the order of their numbers and go in the opposite one, each when those before
/// it are ready; in parallel when the set says so. Pure.
/// </summary>
internal static class StatefulSetReconciler
{
    public static StatefulSetOutcome Reconcile(StatefulSetView view, DateTimeOffset now)
    {
        StatefulSet set = view.Set;
        StatefulSetStatus status = Count(view, now);
        StatefulSetOutcome outcome = new() { Status = status };
        if (set.Metadata.DeletionTimestamp is not null)
        {
            return outcome;
        }

        StatefulSetOutcome filled = Fill(view, outcome, now, out bool settled);
        if (settled)
        {
            filled = Condemn(view, filled, out settled);
        }

        if (settled && set.Spec?.UpdateStrategy?.Type != "OnDelete")
        {
            filled = Update(view, filled, now);
        }

        return filled with { RetryAfter = PodFacts.NextAvailability(view.Pods, set.Spec?.MinReadySeconds, now) };
    }

    public static int Start(StatefulSet set) => set.Spec?.Ordinals?.Start ?? 0;

    public static int End(StatefulSet set) => Start(set) + (set.Spec?.Replicas ?? 1);

    private static bool IsOrdered(StatefulSet set) => set.Spec?.PodManagementPolicy != "Parallel";

    private static bool IsWanted(StatefulSet set, int? ordinal) => ordinal >= Start(set) && ordinal < End(set);

    private static bool IsHealthy(Pod pod) => pod is { Status.Phase: "Running", Metadata.DeletionTimestamp: null } && pod.IsReady();

    private static Pod? Find(StatefulSetView view, int ordinal) => view.Pods.FirstOrDefault(p => StatefulPods.Ordinal(view.Set, p) == ordinal);

    // Missing pods come, ended ones go to come again; in order each waits for the one before it.
    private static StatefulSetOutcome Fill(StatefulSetView view, StatefulSetOutcome outcome, DateTimeOffset now, out bool settled)
    {
        bool ordered = IsOrdered(view.Set);
        List<(int Ordinal, ControllerRevision Revision)> create = [];
        List<Pod> delete = [];
        settled = true;
        for (int ordinal = Start(view.Set); ordinal < End(view.Set) && (settled || !ordered); ordinal++)
        {
            Pod? pod = Find(view, ordinal);
            if (pod is null)
            {
                create.Add((ordinal, RevisionFor(view, ordinal)));
            }
            else if (pod.IsOver() && pod.Metadata.DeletionTimestamp is null)
            {
                delete.Add(pod);
            }
            else if (!ordered || (IsHealthy(pod) && pod.IsAvailable(view.Set.Spec?.MinReadySeconds, now)))
            {
                continue;
            }

            settled = false;
        }

        return outcome with { Create = create, Delete = delete };
    }

    // Numbers below the partition keep the revision that they had.
    private static ControllerRevision RevisionFor(StatefulSetView view, int ordinal)
    {
        StatefulSetUpdateStrategy? strategy = view.Set.Spec?.UpdateStrategy;
        return strategy?.Type != "OnDelete" && ordinal < Start(view.Set) + (strategy?.RollingUpdate?.Partition ?? 0) ? view.Current : view.Update;
    }

    // Pods beyond the number of the set go from the highest down.
    private static StatefulSetOutcome Condemn(StatefulSetView view, StatefulSetOutcome outcome, out bool settled)
    {
        StatefulSet set = view.Set;
        List<Pod> condemned = [.. view.Pods.Where(p => !IsWanted(set, StatefulPods.Ordinal(set, p))).OrderByDescending(p => StatefulPods.Ordinal(set, p) ?? -1)];
        settled = condemned.Count == 0;
        if (!IsOrdered(set))
        {
            return outcome with { Delete = [.. condemned.Where(p => p.Metadata.DeletionTimestamp is null)] };
        }

        if (condemned.Count == 0 || condemned.Any(p => p.Metadata.DeletionTimestamp is not null))
        {
            return outcome;
        }

        // While a lower one is not well, only that one goes: the last that works is not taken away.
        Pod? ill = view.Pods.OrderBy(p => StatefulPods.Ordinal(set, p)).FirstOrDefault(p => !IsHealthy(p));
        return IsHealthy(condemned[0]) ? ill is null || !condemned.Contains(ill) ? outcome with { Delete = [condemned[0]] } : outcome
            : condemned[0].Metadata.Uid == ill?.Metadata.Uid ? outcome with { Delete = [condemned[0]] } : outcome;
    }

    private static StatefulSetOutcome Update(StatefulSetView view, StatefulSetOutcome outcome, DateTimeOffset now)
    {
        StatefulSet set = view.Set;
        StatefulSetRollingUpdate? rolling = set.Spec?.UpdateStrategy?.RollingUpdate;
        int most = Math.Max(1, DeploymentLimits.Resolve(rolling?.MaxUnavailable ?? IntOrString.FromInt32(1), set.Spec?.Replicas ?? 1, up: true));
        List<Pod> delete = [.. outcome.Delete];
        int unavailable = 0;
        for (int ordinal = End(set) - 1; ordinal >= Start(set) + (rolling?.Partition ?? 0) && unavailable < most; ordinal--)
        {
            if (Find(view, ordinal) is not { } pod)
            {
                unavailable++;
            }
            else if (StatefulPods.RevisionOf(pod) != view.Update.Metadata.Name && pod.Metadata.DeletionTimestamp is null)
            {
                delete.Add(pod);
                unavailable++;
            }
            else if (!IsHealthy(pod) || !pod.IsAvailable(set.Spec?.MinReadySeconds, now))
            {
                unavailable++;
            }
        }

        return outcome with { Delete = delete };
    }

    private static StatefulSetStatus Count(StatefulSetView view, DateTimeOffset now)
    {
        StatefulSet set = view.Set;
        List<Pod> pods = [.. view.Pods.Where(p => !p.IsOver())];
        List<Pod> living = [.. pods.Where(p => p.Metadata.DeletionTimestamp is null)];
        string? current = view.Current.Metadata.Name;
        string? update = view.Update.Metadata.Name;
        int updated = living.Count(p => StatefulPods.RevisionOf(p) == update);
        int ready = pods.Count(p => p.Status?.Phase == "Running" && p.IsReady());

        // All are of the present template: it is the current one from now on.
        bool done = set.Spec?.UpdateStrategy?.Type != "OnDelete" && updated == pods.Count && ready == pods.Count;
        return new StatefulSetStatus
        {
            ObservedGeneration = set.Metadata.Generation,
            Replicas = pods.Count,
            ReadyReplicas = OrNone(ready),
            CurrentReplicas = OrNone(done ? updated : living.Count(p => StatefulPods.RevisionOf(p) == current)),
            UpdatedReplicas = OrNone(updated),
            CurrentRevision = done ? update : current,
            UpdateRevision = update,
            CollisionCount = view.Collisions,
            AvailableReplicas = pods.Count(p => p.Status?.Phase == "Running" && p.IsAvailable(set.Spec?.MinReadySeconds, now)),
            Conditions = set.Status?.Conditions,
        };
    }

    private static int? OrNone(int count) => count == 0 ? null : count;
}
