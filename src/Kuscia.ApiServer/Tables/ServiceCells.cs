using System.Text.Json;

namespace Kuscia.ApiServer.Tables;

/// <summary>Cells of services and endpoints.</summary>
internal static class ServiceCells
{
    private const int ShownEndpoints = 3;

    /// <summary>Name, type, cluster IP, external IP, ports, age, selector.</summary>
    public static IReadOnlyList<object?> Service(JsonElement service, DateTimeOffset now) =>
    [
        service.Text("metadata", "name"),
        service.Text("spec", "type"),
        PodCells.OrNone(service.Text("spec", "clusterIP")),
        ExternalIp(service),
        Ports(service),
        HumanDuration.Since(service.At("metadata", "creationTimestamp"), now),
        SelectorText.OfLabels(service.Members("spec", "selector")),
    ];

    /// <summary>Name, addresses with ports, age.</summary>
    public static IReadOnlyList<object?> Endpoints(JsonElement endpoints, DateTimeOffset now) =>
    [
        endpoints.Text("metadata", "name"),
        Addresses(endpoints),
        HumanDuration.Since(endpoints.At("metadata", "creationTimestamp"), now),
    ];

    /// <summary>Name, address type, ports, addresses, age.</summary>
    public static IReadOnlyList<object?> Slice(JsonElement slice, DateTimeOffset now)
    {
        string[] ports = [.. slice.Items("ports").Select(p => p.Number("port") is var number and not 0 ? $"{number}" : p.Text("name") is { Length: > 0 } name ? name : "*")];
        string[] addresses = [.. slice.Items("endpoints").SelectMany(e => e.Items("addresses")).Select(a => a.ToString())];
        return
        [
            slice.Text("metadata", "name"),
            slice.Text("addressType"),
            ports.Length == 0 ? "<unset>" : Shortened(ports),
            addresses.Length == 0 ? "<unset>" : Shortened(addresses),
            HumanDuration.Since(slice.At("metadata", "creationTimestamp"), now),
        ];
    }

    private static string Shortened(string[] texts)
    {
        string shown = string.Join(",", texts.Take(ShownEndpoints));
        return texts.Length > ShownEndpoints ? $"{shown} + {texts.Length - ShownEndpoints} more..." : shown;
    }

    private static string ExternalIp(JsonElement service)
    {
        if (service.Text("spec", "type") == "ExternalName")
        {
            return service.Text("spec", "externalName");
        }

        List<string> addresses = [];
        bool balanced = service.Text("spec", "type") == "LoadBalancer";
        if (balanced)
        {
            addresses.AddRange(service.Items("status", "loadBalancer", "ingress").Select(i => i.Text("ip") is { Length: > 0 } ip ? ip : i.Text("hostname")));
        }

        addresses.AddRange(service.Items("spec", "externalIPs").Select(e => e.ToString()));
        return addresses.Count > 0 ? string.Join(",", addresses) : balanced ? "<pending>" : "<none>";
    }

    private static string Ports(JsonElement service)
    {
        IEnumerable<string> ports = service.Items("spec", "ports").Select(p =>
        {
            long nodePort = p.Number("nodePort");
            string protocol = p.Text("protocol") is { Length: > 0 } given ? given : "TCP";
            return nodePort == 0 ? $"{p.Number("port")}/{protocol}" : $"{p.Number("port")}:{nodePort}/{protocol}";
        });
        return PodCells.OrNone(string.Join(",", ports));
    }

    private static string Addresses(JsonElement endpoints)
    {
        List<string> all = [];
        foreach (JsonElement subset in endpoints.Items("subsets"))
        {
            IReadOnlyList<JsonElement> addresses = subset.Items("addresses");
            IReadOnlyList<JsonElement> ports = subset.Items("ports");
            all.AddRange(ports.Count == 0
                ? addresses.Select(a => a.Text("ip"))
                : ports.SelectMany(p => addresses.Select(a => $"{Bracketed(a.Text("ip"))}:{p.Number("port")}")));
        }

        string shown = PodCells.OrNone(string.Join(",", all.Take(ShownEndpoints)));
        return all.Count > ShownEndpoints ? $"{shown} + {all.Count - ShownEndpoints} more..." : shown;
    }

    private static string Bracketed(string ip) => ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip;
}
