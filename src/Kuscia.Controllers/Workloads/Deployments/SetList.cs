using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.Deployments;

/// <summary>The sets of a Deployment during one decision: what is changed is seen changed by the steps after it.</summary>
internal sealed class SetList
{
    private readonly Deployment _deployment;
    private readonly List<ReplicaSet> _before;
    private readonly List<ReplicaSet> _now;
    private readonly int _newest;

    public SetList(Deployment deployment, IEnumerable<ReplicaSet> sets)
    {
        _deployment = deployment;
        _before = [.. sets.OrderBy(s => s.Metadata.CreationTimestamp).ThenBy(s => s.Metadata.Name, StringComparer.Ordinal)];
        _now = [.. _before];
        _newest = _now.FindIndex(s => PodTemplates.AreSame(s.Spec?.Template, deployment.Spec?.Template));
    }

    /// <summary>The set of the present template; null while there is none.</summary>
    public ReplicaSet? Newest => _newest < 0 ? Created : _now[_newest];

    /// <summary>The set that is made in this round.</summary>
    public ReplicaSet? Created { get; private set; }

    /// <summary>The other sets, oldest first.</summary>
    public IReadOnlyList<ReplicaSet> Old => [.. _now.Where((_, i) => i != _newest)];

    public IReadOnlyList<ReplicaSet> All => Created is null ? [.. _now] : [.. _now, Created];

    public IReadOnlyList<SetChange> Changes => [.. _before.Zip(_now, (b, n) => new SetChange(b, n)).Where(c => !ReferenceEquals(c.Before, c.After))];

    /// <summary>Pods that all sets ask for.</summary>
    public int Wanted => All.Sum(Size);

    /// <summary>Pods of all sets that are available.</summary>
    public int Available => All.Sum(s => s.Status?.AvailableReplicas ?? 0);

    public static int Size(ReplicaSet set) => set.Spec?.Replicas ?? 1;

    public void Create(ReplicaSet set) => Created = set;

    public void Put(ReplicaSet set) => _now[_now.FindIndex(s => s.Metadata.Uid == set.Metadata.Uid)] = set;

    /// <summary>Gives a set a number of pods; true when that is another than before.</summary>
    public bool Scale(ReplicaSet set, int replicas)
    {
        ReplicaSet sized = DeploymentAnnotations.Sized(_deployment, set, replicas);
        bool changes = Size(set) != replicas;
        bool renotes = DeploymentAnnotations.Number(set, DeploymentAnnotations.Desired) != DeploymentAnnotations.Number(sized, DeploymentAnnotations.Desired)
            || DeploymentAnnotations.Number(set, DeploymentAnnotations.Max) != DeploymentAnnotations.Number(sized, DeploymentAnnotations.Max);
        if (changes || renotes)
        {
            Put(sized);
        }

        return changes;
    }
}
