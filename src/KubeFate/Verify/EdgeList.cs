using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeFate.Verify;

/// <summary>The ways that the modules of a cluster need: to each other, as far as it is known who calls whom, and to the partners that cluster.yaml names.</summary>
internal static class EdgeList
{
    private const int NginxHttp = 9300;

    // Who calls which service at which port.
    private static readonly (string From, string Service, int Port, bool IsGrpc)[] Calls =
    [
        ("python", "mysql", 3306, false), ("python", "clustermanager", 4670, true), ("python", "osx", 9370, true), ("python", "nginx", NginxHttp, false), ("python", "nginx", 9310, true),
        ("python", "rabbitmq", 5672, false), ("python", "rabbitmq", 15672, false), ("python", "pulsar", 6650, false), ("python", "pulsar", 8080, false), ("python", "spark-master", 7077, false),
        ("python", "namenode", 9000, false), ("clustermanager", "mysql", 3306, false), ("nodemanager", "clustermanager", 4670, true), ("osx", "clustermanager", 4670, true),
        ("osx", "fateflow", 9360, true), ("nginx", "fateflow", 9360, true), ("nginx", "fateflow", 9380, false), ("fateboard", "fateflow", 9380, false), ("client", "fateflow", 9380, false),
        ("spark-worker", "spark-master", 7077, false), ("datanode", "namenode", 9000, false), ("rollsite", "clustermanager", 4670, true),
        ("serving-proxy", "serving-server", 8000, true), ("serving-proxy", "serving-zookeeper", 2181, false), ("serving-server", "serving-zookeeper", 2181, false),
        ("serving-server", "serving-redis", 6379, false), ("serving-admin", "serving-zookeeper", 2181, false),
    ];

    /// <summary>The ways of a cluster.</summary>
    /// <param name="services">Ports by service.</param>
    /// <param name="modules">The workloads.</param>
    /// <param name="spec">cluster.yaml.</param>
    /// <param name="hostOf">The name under which a service is found.</param>
    public static List<Edge> Of(IReadOnlyDictionary<string, int[]> services, IReadOnlySet<string> modules, JsonObject spec, Func<string, string> hostOf)
    {
        List<Edge> edges =
        [
            .. Calls.Where(call => modules.Contains(call.From) && services.TryGetValue(call.Service, out int[]? ports) && ports.Contains(call.Port))
                .Select(call => new Edge(call.From, call.Service, hostOf(call.Service), call.Port, call.IsGrpc)),
        ];
        HashSet<string> called = [.. edges.Select(edge => edge.To)];

        // A service that nobody is known to call, for example of a chart of somebody else, is looked at from here.
        edges.AddRange(services.Where(service => !called.Contains(service.Key))
            .SelectMany(service => service.Value.Take(1).Select(port => new Edge("kubefate", service.Key, hostOf(service.Key), port, IsGrpc: false))));
        edges.AddRange(Partners(spec));
        return edges;
    }

    private static IEnumerable<Edge> Partners(JsonObject spec)
    {
        foreach (string module in (string[])["osx", "rollsite", "servingProxy"])
        {
            foreach (JsonObject party in Items(spec[module]?["partyList"]))
            {
                yield return new Edge(module, $"party {Text(party, "partyId")}", Text(party, "partyIp"), Number(party, "partyPort"), IsGrpc: true);
            }

            if (spec[module]?["exchange"] is JsonObject exchange)
            {
                yield return new Edge(module, "exchange", Text(exchange, "ip"), Number(exchange, "port"), IsGrpc: true);
            }
        }

        foreach ((string party, JsonNode? ways) in spec["nginx"]?["route_table"] as JsonObject ?? [])
        {
            foreach (JsonObject way in Items(ways?["proxy"]))
            {
                yield return new Edge("nginx", $"party {party}", Text(way, "host"), Number(way, "http_port"), IsGrpc: false);
                yield return new Edge("nginx", $"party {party}", Text(way, "host"), Number(way, "grpc_port"), IsGrpc: true);
            }
        }

        foreach (string queue in (string[])["rabbitmq", "pulsar"])
        {
            foreach ((string party, JsonNode? way) in spec[queue]?["route_table"] as JsonObject ?? [])
            {
                yield return new Edge(queue, $"party {party}", Text(way, "host"), Number(way, "port"), IsGrpc: false);
            }
        }
    }

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static string Text(JsonNode? holder, string name) => (holder as JsonObject)?[name]?.ToString() ?? "";

    private static int Number(JsonNode? holder, string name) => int.TryParse(Text(holder, name), CultureInfo.InvariantCulture, out int number) ? number : 0;
}
