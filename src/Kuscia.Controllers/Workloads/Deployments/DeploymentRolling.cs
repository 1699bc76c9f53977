using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.Deployments;

/// <summary>The rolling update: the new set grows as far as the surge allows, the old ones shrink as far as enough pods are available. Pure.</summary>
internal static class DeploymentRolling
{
    /// <summary>One step; true when there is nothing to do.</summary>
    public static bool Step(Deployment deployment, SetList sets)
    {
        if (sets.Newest is not { } newest)
        {
            return false;
        }

        int size = SetList.Size(newest);
        int wanted = size > Replicas(deployment) ? Replicas(deployment) : Room(deployment, sets.Wanted, size);
        if (sets.Created is not null || sets.Scale(newest, wanted))
        {
            return false;
        }

        return !Shrink(deployment, sets);
    }

    /// <summary>How large the new set may be beside pods that others hold.</summary>
    public static int Room(Deployment deployment, int all, int size)
    {
        if (deployment.Spec?.Strategy?.Type == DeploymentReconciler.Recreate)
        {
            return Replicas(deployment);
        }

        int most = Replicas(deployment) + DeploymentLimits.Of(deployment).Surge;
        return all >= most ? size : size + Math.Min(most - all, Replicas(deployment) - size);
    }

    private static int Replicas(Deployment deployment) => deployment.Spec?.Replicas ?? 1;

    private static bool Shrink(Deployment deployment, SetList sets)
    {
        ReplicaSet? newest = sets.Newest;
        int least = Replicas(deployment) - DeploymentLimits.Of(deployment).Unavailable;
        int missing = newest is null ? 0 : SetList.Size(newest) - (newest.Status?.AvailableReplicas ?? 0);
        int spare = sets.Wanted - least - missing;
        if (sets.Old.All(s => SetList.Size(s) == 0) || spare <= 0)
        {
            return false;
        }

        // Those that do not work first: they would hold up the change. A set that has just been made smaller still counts what it is about to lose.
        int available = sets.All.Sum(s => Math.Min(SetList.Size(s), s.Status?.AvailableReplicas ?? 0));
        bool changes = Take(sets, spare, s => SetList.Size(s) - (s.Status?.AvailableReplicas ?? 0));
        return Take(sets, Math.Min(spare, available - least), SetList.Size) || changes;
    }

    private static bool Take(SetList sets, int most, Func<ReplicaSet, int> from)
    {
        bool changes = false;
        foreach (ReplicaSet old in sets.Old.Where(s => SetList.Size(s) > 0))
        {
            int count = Math.Min(most, from(old));
            if (count > 0)
            {
                most -= count;
                changes |= sets.Scale(old, SetList.Size(old) - count);
            }
        }

        return changes;
    }
}
