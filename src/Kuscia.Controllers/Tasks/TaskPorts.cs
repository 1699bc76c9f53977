using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Gives every port of every own pod of a task its number.</summary>
/// <param name="allocate">That many free ports of a namespace, or null.</param>
internal sealed class TaskPorts(Func<string, int, IReadOnlyList<int>?> allocate)
{
    /// <summary>The allocation per party in spec order, or the sentence that says why there is none.</summary>
    public (IReadOnlyList<PartyAllocatedPorts>? Ports, string? Problem) Allocate(TaskPlan plan)
    {
        Dictionary<string, Queue<int>> pools = [];
        foreach (IGrouping<string, PartyPlan> domain in plan.Own.GroupBy(p => p.DomainId))
        {
            int count = domain.Sum(p => p.Pods.Count * p.Ports.Count);
            if (allocate(domain.Key, count) is not { } ports)
            {
                return (null, $"no available port to allocate, allocated port count={count}, namespace={domain.Key}");
            }

            pools[domain.Key] = new Queue<int>(ports);
        }

        return ([.. plan.Own.Select(p => new PartyAllocatedPorts
        {
            DomainID = p.DomainId,
            Role = p.Role,
            NamedPort = p.Pods.SelectMany(pod => p.Ports.Select(pod.PortKey)).ToDictionary(k => k, _ => pools[p.DomainId].Dequeue()),
        })], null);
    }

    /// <summary>The number of a port of a pod; 0 when it was never allocated.</summary>
    public static int Number(KusciaTaskStatus? status, PartyPlan party, PodPlan pod, AppPort port) =>
        status?.AllocatedPorts?.FirstOrDefault(a => a.DomainID == party.DomainId && (a.Role ?? "") == party.Role)?
            .NamedPort?.GetValueOrDefault(pod.PortKey(port)) ?? 0;
}
