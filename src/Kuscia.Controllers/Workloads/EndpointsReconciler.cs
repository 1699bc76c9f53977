using System.Globalization;
using Kuscia.Model.Core;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Workloads;

/// <summary>Works out where the pods of a service can be reached. Pure.</summary>
internal static class EndpointsReconciler
{
    /// <summary>The subsets of the service's Endpoints; null when the service has no selector or names an external host, and others write its Endpoints.</summary>
    public static IReadOnlyList<EndpointSubset>? Reconcile(Service service, IEnumerable<Pod> podsOfNamespace)
    {
        if (service.Spec is not { Selector.Count: > 0 } spec || spec.Type == "ExternalName")
        {
            return null;
        }

        Pod[] pods = [.. podsOfNamespace.Where(p => Selects(service, p.Metadata.Labels) && IsReachable(p)).OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)];
        return
        [
            .. pods.GroupBy(p => Ports(spec, p), PortListComparer.Instance)
                .Where(g => g.Key.Count > 0 || (spec.Ports?.Count ?? 0) == 0)
                .Select(g => Subset(spec, g.Key, g)),
        ];
    }

    /// <summary>True when the labels meet the service's selector.</summary>
    public static bool Selects(Service service, IReadOnlyDictionary<string, string>? labels) =>
        service.Spec is { Selector: { Count: > 0 } selector } && labels is not null
        && selector.All(s => labels.TryGetValue(s.Key, out string? value) && value == s.Value);

    /// <summary>True for a pod that has an address and is not over.</summary>
    public static bool IsReachable(Pod pod) => pod.Status is { PodIP.Length: > 0, Phase: not ("Succeeded" or "Failed") };

    private static EndpointSubset Subset(ServiceSpec spec, IReadOnlyList<EndpointPort> ports, IEnumerable<Pod> pods)
    {
        ILookup<bool, EndpointAddress> addresses = pods.ToLookup(p => spec.PublishNotReadyAddresses == true || IsServing(p), Address);
        return new EndpointSubset
        {
            Addresses = addresses[true].Any() ? [.. addresses[true]] : null,
            NotReadyAddresses = addresses[false].Any() ? [.. addresses[false]] : null,
            Ports = ports.Count == 0 ? null : ports,
        };
    }

    private static bool IsServing(Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && (pod.Status?.Conditions ?? []).Any(c => c is { Type: "Ready", Status: "True" });

    private static EndpointAddress Address(Pod pod) => new()
    {
        Ip = pod.Status?.PodIP,
        NodeName = pod.Spec?.NodeName,
        TargetRef = new ObjectReference { Kind = "Pod", Namespace = pod.Metadata.Namespace, Name = pod.Metadata.Name, Uid = pod.Metadata.Uid },
    };

    /// <summary>The ports of a service as a pod serves them.</summary>
    public static List<EndpointPort> Ports(ServiceSpec spec, Pod pod)
    {
        List<EndpointPort> ports = [];
        foreach (ServicePort port in spec.Ports ?? [])
        {
            string protocol = port.Protocol ?? "TCP";
            if (Target(port, protocol, pod) is { } number)
            {
                ports.Add(new EndpointPort { Name = string.IsNullOrEmpty(port.Name) ? null : port.Name, Port = number, Protocol = protocol, AppProtocol = port.AppProtocol });
            }
        }

        return ports;
    }

    // A named target port is looked up among the pod's container ports; a pod without it does not serve that port.
    private static int? Target(ServicePort port, string protocol, Pod pod)
    {
        if (port.TargetPort is not { Text.Length: > 0 } target || target is { IsNumber: true, Text: "0" })
        {
            return port.Port;
        }

        if (target.IsNumber)
        {
            return int.TryParse(target.Text, CultureInfo.InvariantCulture, out int number) ? number : null;
        }

        int? stated = (pod.Spec?.Containers ?? []).SelectMany(c => c.Ports ?? []).FirstOrDefault(p => p.Name == target.Text && (p.Protocol ?? "TCP") == protocol)?.Number;
        return stated is null ? null : PodPorts.Of(pod.Metadata).GetValueOrDefault(target.Text, stated.Value);
    }

    private sealed class PortListComparer : IEqualityComparer<IReadOnlyList<EndpointPort>>
    {
        public static readonly PortListComparer Instance = new();

        public bool Equals(IReadOnlyList<EndpointPort>? x, IReadOnlyList<EndpointPort>? y) => x is not null && y is not null && x.SequenceEqual(y);

        public int GetHashCode(IReadOnlyList<EndpointPort> obj) => obj.Aggregate(obj.Count, HashCode.Combine);
    }
}
