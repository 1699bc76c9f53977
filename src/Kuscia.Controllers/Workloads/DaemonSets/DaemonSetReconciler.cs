using Kuscia.Controllers.Workloads.Deployments;
using Kuscia.Controllers.Workloads.Revisions;
using Kuscia.Model.Core;
using Kuscia.Model.Json;

namespace Kuscia.Controllers.Workloads.DaemonSets;

/// <summary>One pod on each node that a DaemonSet is for, and the step by which they come to the present template. Pure.</summary>
internal static class DaemonSetReconciler
{
    public static DaemonSetOutcome Reconcile(DaemonSetView view, DateTimeOffset now)
    {
        DaemonSetOutcome outcome = new() { Status = Count(view, now), RetryAfter = PodFacts.NextAvailability(view.Pods, view.Set.Spec?.MinReadySeconds, now) };
        if (view.Set.Metadata.DeletionTimestamp is not null)
        {
            return outcome;
        }

        outcome = Manage(view, outcome, now);
        return outcome.Create.Count == 0 && outcome.Delete.Count == 0 && view.Set.Spec?.UpdateStrategy?.Type != "OnDelete" ? Update(view, outcome, now) : outcome;
    }

    private static DaemonSetOutcome Manage(DaemonSetView view, DaemonSetOutcome outcome, DateTimeOffset now)
    {
        ILookup<string?, Pod> pods = view.Pods.ToLookup(DaemonNodes.NodeOf);
        List<Node> create = [];
        List<Pod> delete = [];
        foreach (Node node in view.Nodes)
        {
            (bool run, bool stay) = DaemonNodes.Judge(view.Set, node);
            List<Pod> here = [.. pods[node.Metadata.Name].Where(p => p.Metadata.DeletionTimestamp is null)];
            List<Pod> living = [.. here.Where(p => !p.IsOver()).OrderByDescending(p => p.IsReady()).ThenBy(p => p.Metadata.CreationTimestamp)];
            delete.AddRange(here.Where(p => p.IsOver()));
            if (run && living.Count == 0 && !pods[node.Metadata.Name].Any(p => p.IsOver() || p.Metadata.DeletionTimestamp is not null))
            {
                create.Add(node);
            }

            delete.AddRange(!stay ? living : Surplus(view, living, now));
        }

        HashSet<string?> known = [.. view.Nodes.Select(n => n.Metadata.Name)];
        delete.AddRange(view.Pods.Where(p => p.Metadata.DeletionTimestamp is null && !known.Contains(DaemonNodes.NodeOf(p))));
        return outcome with { Create = create, Delete = delete };
    }

    // An old and a new one may be on a node at once while the new one is not yet available, when the set surges.
    private static IEnumerable<Pod> Surplus(DaemonSetView view, List<Pod> living, DateTimeOffset now)
    {
        if (living.Count < 2)
        {
            return [];
        }

        Pod? current = living.FirstOrDefault(p => IsCurrent(view, p));
        Pod? old = living.FirstOrDefault(p => !IsCurrent(view, p));
        if (Limits(view).Surge == 0 || current is null || old is null)
        {
            return living.Skip(1);
        }

        Pod[] kept = current.IsAvailable(view.Set.Spec?.MinReadySeconds, now) ? [current] : [current, old];
        return living.Except(kept);
    }

    private static DaemonSetOutcome Update(DaemonSetView view, DaemonSetOutcome outcome, DateTimeOffset now)
    {
        int? wait = view.Set.Spec?.MinReadySeconds;
        List<Pod> living = [.. view.Pods.Where(p => p.Metadata.DeletionTimestamp is null)];
        List<Pod> old = [.. living.Where(p => !IsCurrent(view, p))];
        (int surge, int unavailable) = Limits(view);
        if (surge > 0)
        {
            HashSet<string?> changing = [.. living.Where(p => IsCurrent(view, p) && !p.IsAvailable(wait, now)).Select(DaemonNodes.NodeOf)];
            HashSet<string?> replaced = [.. living.Where(p => IsCurrent(view, p)).Select(DaemonNodes.NodeOf)];
            HashSet<string?> next = [.. old.Select(DaemonNodes.NodeOf).Where(n => !replaced.Contains(n)).Take(Math.Max(0, surge - changing.Count))];
            return outcome with { Create = [.. view.Nodes.Where(n => next.Contains(n.Metadata.Name))] };
        }

        // Those that do not work are no loss.
        List<Pod> broken = [.. old.Where(p => !p.IsAvailable(wait, now))];
        int lacking = (outcome.Status.NumberUnavailable ?? 0) - broken.Count;
        IEnumerable<Pod> working = old.Where(p => p.IsAvailable(wait, now)).Take(Math.Max(0, unavailable - lacking - broken.Count));
        return outcome with { Delete = [.. broken, .. working] };
    }

    private static (int Surge, int Unavailable) Limits(DaemonSetView view)
    {
        int nodes = view.Nodes.Count(n => DaemonNodes.Judge(view.Set, n).Run);
        RollingUpdate? rolling = view.Set.Spec?.UpdateStrategy?.RollingUpdate;
        int surge = DeploymentLimits.Resolve(rolling?.MaxSurge ?? IntOrString.FromInt32(0), nodes, up: true);
        int unavailable = DeploymentLimits.Resolve(rolling?.MaxUnavailable ?? IntOrString.FromInt32(1), nodes, up: true);
        return (surge, surge == 0 ? Math.Max(1, unavailable) : unavailable);
    }

    private static bool IsCurrent(DaemonSetView view, Pod pod) => pod.Metadata.Label(RevisionData.PodLabel) == view.Hash;

    private static DaemonSetStatus Count(DaemonSetView view, DateTimeOffset now)
    {
        ILookup<string?, Pod> pods = view.Pods.Where(p => p.Metadata.DeletionTimestamp is null && !p.IsOver()).ToLookup(DaemonNodes.NodeOf);
        int desired = 0, scheduled = 0, wrong = 0, ready = 0, available = 0, updated = 0;
        foreach (Node node in view.Nodes)
        {
            Pod? pod = pods[node.Metadata.Name].OrderByDescending(p => p.IsReady()).ThenBy(p => p.Metadata.CreationTimestamp).FirstOrDefault();
            if (!DaemonNodes.Judge(view.Set, node).Run)
            {
                wrong += pod is null ? 0 : 1;
                continue;
            }

            desired++;
            scheduled += pod is null ? 0 : 1;
            ready += pod?.IsReady() == true ? 1 : 0;
            available += pod?.IsAvailable(view.Set.Spec?.MinReadySeconds, now) == true ? 1 : 0;
            updated += pods[node.Metadata.Name].Any(p => IsCurrent(view, p)) ? 1 : 0;
        }

        return new DaemonSetStatus
        {
            ObservedGeneration = view.Set.Metadata.Generation,
            DesiredNumberScheduled = desired,
            CurrentNumberScheduled = scheduled,
            NumberMisscheduled = wrong,
            NumberReady = ready,
            UpdatedNumberScheduled = OrNone(updated),
            NumberAvailable = OrNone(available),
            NumberUnavailable = OrNone(desired - available),
            CollisionCount = view.Collisions == 0 ? null : view.Collisions,
            Conditions = view.Set.Status?.Conditions,
        };
    }

    private static int? OrNone(int count) => count == 0 ? null : count;
}
