using System.Globalization;
using Kuscia.Agent.Capacity;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;

namespace Kuscia.Agent.Pods;

/// <summary>Counts requests against the node, as a kubelet does for pods that a scheduler did not send.</summary>
internal static class Room
{
    /// <summary>Reason and sentence when the pod does not fit beside the others; null when it does.</summary>
    public static (string Reason, string Message)? WhyFull(Pod pod, IReadOnlyList<Pod> others, NodeCapacity capacity)
    {
        (string Name, decimal Allocatable)[] limits =
        [
            ("cpu", capacity.AllocatableCpu), ("memory", capacity.AllocatableMemoryBytes), (WellKnownNames.BandwidthResource, capacity.AllocatableBandwidthMbps),
        ];
        if (others.Count + 1 > capacity.Pods)
        {
            return ("OutOfpods", Sentence("pods", 1, others.Count, capacity.Pods));
        }

        foreach ((string name, decimal allocatable) in limits)
        {
            decimal wanted = Requests(pod, name);
            decimal used = others.Sum(o => Requests(o, name));
            if (wanted > 0 && used + wanted > allocatable)
            {
                return ($"OutOf{name}", Sentence(name, wanted, used, allocatable));
            }
        }

        return null;
    }

    /// <summary>What a pod requests: its containers together, or its largest init container if that is more.</summary>
    public static decimal Requests(Pod pod, string resource)
    {
        decimal main = (pod.Spec?.Containers ?? []).Sum(c => Request(c, resource));
        decimal init = (pod.Spec?.InitContainers ?? []).Select(c => Request(c, resource)).DefaultIfEmpty().Max();
        return Math.Max(main, init);
    }

    private static decimal Request(Container container, string resource) =>
        Find(container.Resources?.Requests, resource) ?? Find(container.Resources?.Limits, resource) ?? 0;

    private static decimal? Find(IReadOnlyDictionary<string, IntOrString>? quantities, string resource) =>
        quantities is not null && quantities.TryGetValue(resource, out IntOrString value) ? QuantityText.Parse(value.Text) : null;

    private static string Sentence(string name, decimal wanted, decimal used, decimal allocatable) => string.Create(
        CultureInfo.InvariantCulture, $"the node has not enough {name}: the pod requests {wanted:0.###}, {used:0.###} of {allocatable:0.###} are taken; wait for other pods to end or lower the request");
}
