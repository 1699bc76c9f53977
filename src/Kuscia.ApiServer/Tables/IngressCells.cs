using System.Text.Json;

namespace Kuscia.ApiServer.Tables;

/// <summary>Cells of ingresses and their classes.</summary>
internal static class IngressCells
{
    private const int ShownHosts = 3;

    /// <summary>Name, class, hosts, addresses, ports, age.</summary>
    public static IReadOnlyList<object?> Ingress(JsonElement ingress, DateTimeOffset now)
    {
        string[] hosts = [.. ingress.Items("spec", "rules").Select(r => r.Text("host")).Where(h => h.Length > 0)];
        string more = hosts.Length > ShownHosts ? $" + {hosts.Length - ShownHosts} more..." : "";
        return
        [
            ingress.Text("metadata", "name"),
            PodCells.OrNone(ingress.Text("spec", "ingressClassName")),
            hosts.Length == 0 ? "*" : string.Join(",", hosts.Take(ShownHosts)) + more,
            string.Join(",", ingress.Items("status", "loadBalancer", "ingress").Select(i => i.Text("ip") is { Length: > 0 } ip ? ip : i.Text("hostname"))),
            ingress.Items("spec", "tls").Count > 0 ? "80, 443" : "80",
            HumanDuration.Since(ingress.At("metadata", "creationTimestamp"), now),
        ];
    }

    /// <summary>Name, controller, parameters, age.</summary>
    public static IReadOnlyList<object?> Class(JsonElement value, DateTimeOffset now)
    {
        JsonElement? parameters = value.At("spec", "parameters");
        string group = parameters?.Text("apiGroup") is { Length: > 0 } given ? "." + given : "";
        return
        [
            value.Text("metadata", "name"),
            value.Text("spec", "controller"),
            parameters is { } named ? $"{named.Text("kind")}{group}/{named.Text("name")}" : "<none>",
            HumanDuration.Since(value.At("metadata", "creationTimestamp"), now),
        ];
    }
}
