using System.Text.Json.Nodes;

namespace KubeFate.Checks;

/// <summary>Node ports are given once in a cluster, and two ingresses with one host get in each other's way.</summary>
internal static class PortCheck
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        Dictionary<int, string> wanted = NodePorts(plan.OfKind("Service"));
        if (wanted.Count > 0 && await plan.ListAsync(KubeKinds.Service, null, cancellationToken) is { } services)
        {
            foreach ((int port, string owner) in NodePorts(services.Where(service => !plan.IsOwn(service))).Where(taken => wanted.ContainsKey(taken.Key)))
            {
                findings.Add(new($"nodePort {port} of Service {wanted[port]} is taken by Service {owner}: choose another in cluster.yaml", IsFatal: true));
            }
        }

        HashSet<string> hosts = [.. plan.OfKind("Ingress").SelectMany(Hosts)];
        if (hosts.Count > 0 && await plan.ListAsync(KubeKinds.Ingress, null, cancellationToken) is { } ingresses)
        {
            findings.AddRange(ingresses.Where(ingress => !plan.IsOwn(ingress))
                .SelectMany(ingress => Hosts(ingress).Where(hosts.Contains).Select(host => new Finding($"host {host} is also that of Ingress {Where(ingress)}: one of both will not be reached", IsFatal: false))));
        }

        return findings;
    }

    private static Dictionary<int, string> NodePorts(IEnumerable<JsonObject> services)
    {
        Dictionary<int, string> ports = [];
        foreach (JsonObject service in services)
        {
            foreach (JsonObject port in Plan.Items(service["spec"]?["ports"]))
            {
                if (int.TryParse(Plan.Text(port, "nodePort"), out int number) && number > 0)
                {
                    ports[number] = Where(service);
                }
            }
        }

        return ports;
    }

    private static IEnumerable<string> Hosts(JsonObject ingress) => Plan.Items(ingress["spec"]?["rules"]).Select(rule => Plan.Text(rule, "host")).Where(host => host.Length > 0);

    private static string Where(JsonObject item) => Plan.Text(item["metadata"], "namespace") is { Length: > 0 } ns ? $"{ns}/{Plan.NameOf(item)}" : Plan.NameOf(item);
}
