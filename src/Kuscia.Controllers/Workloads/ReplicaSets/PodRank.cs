using System.Globalization;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.ReplicaSets;

/// <summary>Which of two pods goes first (Kubernetes, "ReplicaSet", scaling down): the one whose loss is felt least.</summary>
internal sealed class PodRank(IReadOnlyDictionary<string, int> podsOnNode) : IComparer<Pod>
{
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";

    public int Compare(Pod? x, Pod? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        foreach (int difference in Differences(x, y))
        {
            if (difference != 0)
            {
                return difference;
            }
        }

        return string.CompareOrdinal(x.Metadata.Name, y.Metadata.Name);
    }

    private IEnumerable<int> Differences(Pod x, Pod y)
    {
        yield return Placed(x).CompareTo(Placed(y));
        yield return Phase(x).CompareTo(Phase(y));
        yield return x.IsReady().CompareTo(y.IsReady());
        yield return Cost(x).CompareTo(Cost(y));
        yield return Neighbours(y).CompareTo(Neighbours(x));
        yield return (ReadySince(y) ?? DateTimeOffset.MinValue).CompareTo(ReadySince(x) ?? DateTimeOffset.MinValue);
        yield return y.Restarts().CompareTo(x.Restarts());
        yield return (y.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue).CompareTo(x.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue);
    }

    private static bool Placed(Pod pod) => !string.IsNullOrEmpty(pod.Spec?.NodeName);

    private static int Phase(Pod pod) => pod.Status?.Phase switch
    {
        "Running" => 2,
        "Unknown" => 1,
        _ => 0,
    };

    private static int Cost(Pod pod) => int.TryParse(pod.Metadata.Annotation(DeletionCost), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int cost) ? cost : 0;

    private static DateTimeOffset? ReadySince(Pod pod) => pod.Status?.Conditions.Find("Ready") is { Status: "True" } ready ? ready.LastTransitionTime : null;

    private int Neighbours(Pod pod) => pod.Spec?.NodeName is { Length: > 0 } node ? podsOnNode.GetValueOrDefault(node) : 0;
}
