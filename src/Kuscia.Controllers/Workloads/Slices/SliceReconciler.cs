using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.Slices;

/// <summary>Works out the EndpointSlices of a service: pods that serve the same ports stand together, at most a hundred in one. Pure.</summary>
internal static class SliceReconciler
{
    public const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    public const string ManagedByValue = "endpointslice-controller.k8s.io";
    public const string ServiceName = "kubernetes.io/service-name";

    private const int MaxEndpoints = 100;

    /// <summary>The slices as they shall be; null when the service has no selector or names an external host, and others write them.</summary>
    public static IReadOnlyList<EndpointSlice>? Reconcile(Service service, IEnumerable<Pod> podsOfNamespace)
    {
        if (service.Spec is not { Selector.Count: > 0 } spec || spec.Type == "ExternalName")
        {
            return null;
        }

        IEnumerable<Pod> pods = podsOfNamespace.Where(p => EndpointsReconciler.Selects(service, p.Metadata.Labels) && EndpointsReconciler.IsReachable(p))
            .OrderBy(p => p.Metadata.Name, StringComparer.Ordinal);
        List<EndpointSlice> slices = [];
        foreach (IGrouping<string, Pod> group in pods.GroupBy(p => Text(EndpointsReconciler.Ports(spec, p)), StringComparer.Ordinal))
        {
            IReadOnlyList<EndpointPort> ports = EndpointsReconciler.Ports(spec, group.First());
            slices.AddRange(group.Chunk(MaxEndpoints).Select((chunk, i) => Slice(service, ports, [.. chunk.Select(p => Endpoint(service, p))], i)));
        }

        return slices.Count > 0 ? slices : [Slice(service, null, [], 0)];
    }

    private static EndpointSlice Slice(Service service, IReadOnlyList<EndpointPort>? ports, IReadOnlyList<SliceEndpoint> endpoints, int number)
    {
        Dictionary<string, string> labels = new(service.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [ManagedBy] = ManagedByValue,
            [ServiceName] = service.Metadata.Name ?? "",
        };
        if (service.Spec?.ClusterIP == "None")
        {
            labels["service.kubernetes.io/headless"] = "";
        }

        // The same ports get the same name: a cache that is behind makes nothing twice.
        string hash = PodTemplates.Hash(string.Create(CultureInfo.InvariantCulture, $"{service.Metadata.Uid}/{Text(ports ?? [])}/{number}"));
        return new EndpointSlice
        {
            ApiVersion = Kinds.EndpointSlice.ApiVersion,
            Kind = Kinds.EndpointSlice.Kind,
            Metadata = new ObjectMeta
            {
                Name = $"{service.Metadata.Name}-{hash[^5..]}",
                GenerateName = $"{service.Metadata.Name}-",
                Namespace = service.Metadata.Namespace,
                Labels = labels,
                OwnerReferences = [Owners.ReferenceTo(Kinds.Service, service)],
            },
            AddressType = "IPv4",
            Endpoints = endpoints,

            // As the server writes it: a port without a name has an empty one.
            Ports = ports is null ? null : [.. ports.Select(p => p with { Name = p.Name ?? "" })],
        };
    }

    private static SliceEndpoint Endpoint(Service service, Pod pod)
    {
        bool serving = pod.IsReady();
        bool leaving = pod.Metadata.DeletionTimestamp is not null;
        return new SliceEndpoint
        {
            Addresses = [pod.Status?.PodIP ?? ""],
            Conditions = new SliceConditions { Ready = service.Spec?.PublishNotReadyAddresses == true || (serving && !leaving), Serving = serving, Terminating = leaving },
            Hostname = pod.Spec is { Hostname: { Length: > 0 } hostname } && pod.Spec.Subdomain == service.Metadata.Name ? hostname : null,
            NodeName = pod.Spec?.NodeName,
            TargetRef = new ObjectReference { Kind = "Pod", Namespace = pod.Metadata.Namespace, Name = pod.Metadata.Name, Uid = pod.Metadata.Uid },
        };
    }

    private static string Text(IReadOnlyList<EndpointPort> ports) =>
        string.Join(',', ports.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}:{p.Port}/{p.Protocol}/{p.AppProtocol}")));
}
