using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Controllers.Scheduling;

/// <summary>What all nodes can take at one moment: allocatable minus the requests of their pods that are not over. Used by one thread.</summary>
internal sealed class NodeSnapshot
{
    private readonly List<NodeCapacity> _nodes;

    public NodeSnapshot(IEnumerable<Node> nodes, IEnumerable<Pod> pods)
    {
        _nodes = [.. nodes.OrderBy(n => n.Metadata.Name, StringComparer.Ordinal).Select(n => new NodeCapacity(n))];
        foreach (Pod pod in pods)
        {
            if (pod.Spec?.NodeName is { Length: > 0 } node && pod.Status?.Phase is not ("Succeeded" or "Failed"))
            {
                Take(node, ResourceAmounts.OfPod(pod));
            }
        }
    }

    /// <summary>True when a node belongs to the domain.</summary>
    public bool HasDomain(string domain) => _nodes.Exists(n => n.HasLabel(WellKnownLabels.Namespace, domain));

    /// <summary>Holds an amount on a node.</summary>
    public void Take(string node, ResourceAmounts amount)
    {
        if (_nodes.Find(n => n.Name == node) is { } found)
        {
            found.Free = found.Free.Minus(amount);
        }
    }

    /// <summary>Lets go of an amount on a node.</summary>
    public void GiveBack(string node, ResourceAmounts amount)
    {
        if (_nodes.Find(n => n.Name == node) is { } found)
        {
            found.Free = found.Free.Plus(amount);
        }
    }

    /// <summary>Finds a node for a pod and holds what it asks for; otherwise says in one sentence why there is none.</summary>
    public (string? Node, string? Refusal) Choose(Pod pod)
    {
        ResourceAmounts demand = ResourceAmounts.OfPod(pod);
        List<NodeCapacity> candidates = [.. _nodes.Where(n => n.Matches(pod.Spec?.NodeSelector))];
        List<string> refusals = [];
        NodeCapacity? best = null;
        foreach (NodeCapacity node in candidates)
        {
            if ((node.Closed(pod) ?? node.Shortage(demand, node.Free)) is { } refusal)
            {
                refusals.Add(refusal);
            }
            else if (best is null || node.Free["cpu"] > best.Free["cpu"])
            {
                best = node;
            }
        }

        if (best is not null)
        {
            best.Free = best.Free.Minus(demand);
            return (best.Name, null);
        }

        if (_nodes.Count == 0)
        {
            return (null, "no nodes available to schedule pods");
        }

        string wanted = string.Join(",", (pod.Spec?.NodeSelector ?? new Dictionary<string, string>()).Select(s => $"{s.Key}={s.Value}"));
        return (null, candidates.Count == 0
            ? $"0/{_nodes.Count} nodes are available: no node carries the labels {wanted}"
            : $"0/{candidates.Count} nodes are available: {string.Join("; ", refusals)}");
    }

    /// <summary>Why a domain cannot take that many pods of one size now, or null; holds nothing.</summary>
    public string? Place(string domain, ResourceAmounts one, int count)
    {
        Toleration[] tolerations = [new Toleration { Key = WellKnownNames.AgentTaint, Operator = "Exists", Effect = "NoSchedule" }];
        (int placed, List<string> refusals) = Fill(domain, one, count, n => (n.Closed(tolerations), n.Free));
        return placed >= count ? null : $"{placed} of {count} pods fit: {string.Join("; ", refusals)}";
    }

    /// <summary>Why a domain could not take that many pods of one size even if its nodes were empty and open, or null; also null while it has no node.</summary>
    public string? TooSmall(string domain, ResourceAmounts one, int count)
    {
        (int placed, List<string> refusals) = Fill(domain, one, count, n => (null, n.Allocatable));
        return placed >= count || !HasDomain(domain) ? null : $"{placed} of {count} pods fit on empty nodes: {string.Join("; ", refusals)}";
    }

    private (int Placed, List<string> Refusals) Fill(string domain, ResourceAmounts one, int count, Func<NodeCapacity, (string? Closed, ResourceAmounts Free)> look)
    {
        List<string> refusals = [];
        int placed = 0;
        foreach (NodeCapacity node in _nodes.Where(n => n.HasLabel(WellKnownLabels.Namespace, domain)))
        {
            (string? refusal, ResourceAmounts free) = look(node);
            while (placed < count && (refusal ??= node.Shortage(one, free)) is null)
            {
                free = free.Minus(one);
                placed++;
            }

            if (refusal is not null)
            {
                refusals.Add(refusal);
            }
        }

        return (placed, refusals);
    }
}
