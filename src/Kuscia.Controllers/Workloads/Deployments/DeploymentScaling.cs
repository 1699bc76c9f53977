using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.Deployments;

/// <summary>A Deployment that is scaled: in the middle of a change its sets share the difference in proportion. Pure.</summary>
internal static class DeploymentScaling
{
    public static void Scale(Deployment deployment, SetList sets)
    {
        int replicas = deployment.Spec?.Replicas ?? 1;
        if (Only(sets) is { } only)
        {
            sets.Scale(only, replicas);
            return;
        }

        if (sets.Newest is { } newest && IsSaturated(newest, replicas))
        {
            foreach (ReplicaSet old in sets.Old.Where(s => SetList.Size(s) > 0))
            {
                sets.Scale(old, 0);
            }
        }
        else if (deployment.Spec?.Strategy?.Type != DeploymentReconciler.Recreate)
        {
            Share(deployment, sets, replicas);
        }
    }

    // The one set that has pods; without pods the newest, whatever its template.
    private static ReplicaSet? Only(SetList sets)
    {
        List<ReplicaSet> active = [.. sets.All.Where(s => SetList.Size(s) > 0)];
        return active.Count switch
        {
            0 => sets.Newest ?? (sets.Old.Count > 0 ? sets.Old[^1] : null),
            1 => active[0],
            _ => null,
        };
    }

    private static bool IsSaturated(ReplicaSet set, int replicas) =>
        SetList.Size(set) == replicas && DeploymentAnnotations.Number(set, DeploymentAnnotations.Desired) == replicas && (set.Status?.AvailableReplicas ?? 0) == replicas;

    private static void Share(Deployment deployment, SetList sets, int replicas)
    {
        List<ReplicaSet> active = [.. sets.All.Where(s => SetList.Size(s) > 0)];
        int allowed = replicas > 0 ? replicas + DeploymentLimits.Of(deployment).Surge : 0;
        int difference = allowed - active.Sum(SetList.Size);

        // What is added goes to newer ones first, what is taken comes from older ones first; size before age.
        active =
        [
            .. difference > 0
                ? active.OrderByDescending(SetList.Size).ThenByDescending(s => s.Metadata.CreationTimestamp)
                : active.OrderByDescending(SetList.Size).ThenBy(s => s.Metadata.CreationTimestamp),
        ];
        int given = 0;
        List<int> sizes = [];
        foreach (ReplicaSet set in active)
        {
            int share = Portion(deployment, set, difference, given);
            given += share;
            sizes.Add(SetList.Size(set) + share);
        }

        for (int i = 0; i < active.Count; i++)
        {
            int rest = i == 0 ? difference - given : 0;
            sets.Scale(active[i], Math.Max(0, sizes[i] + rest));
        }
    }

    private static int Portion(Deployment deployment, ReplicaSet set, int difference, int given)
    {
        int fraction = Fraction(deployment, set);
        int left = difference - given;
        return difference switch
        {
            > 0 => Math.Min(fraction, left),
            < 0 => Math.Max(fraction, left),
            _ => 0,
        };
    }

    private static int Fraction(Deployment deployment, ReplicaSet set)
    {
        int size = SetList.Size(set);
        int replicas = deployment.Spec?.Replicas ?? 1;
        if (replicas == 0)
        {
            return -size;
        }

        long before = DeploymentAnnotations.Number(set, DeploymentAnnotations.Max) ?? deployment.Status?.Replicas ?? 0;
        int most = replicas + DeploymentLimits.Of(deployment).Surge;
        return before <= 0 ? 0 : (int)Math.Round((double)size * most / before, MidpointRounding.AwayFromZero) - size;
    }
}
