using System.Text.Json.Nodes;

namespace Kuscia.ApiServer.Admission;

/// <summary>What the server fills in for Services; addresses are given out later.</summary>
internal static class ServiceDefaults
{
    /// <summary>Changes the service in place.</summary>
    public static void Apply(JsonObject service, bool created)
    {
        JsonObject spec = service.Ensure("spec");
        spec.Default("type", "ClusterIP");
        spec.Default("sessionAffinity", "None");
        if (spec.String("sessionAffinity") == "ClientIP")
        {
            spec.Ensure("sessionAffinityConfig").Ensure("clientIP").Default("timeoutSeconds", 10800);
        }

        foreach ((_, JsonObject port) in spec.Objects("ports"))
        {
            port.Default("protocol", "TCP");
            if (port["targetPort"] is null && port["port"] is { } number)
            {
                port["targetPort"] = number.DeepClone();
            }
        }

        string type = spec.String("type") ?? "";
        if (spec.String("clusterIP") is { Length: > 0 } address && type != "ExternalName")
        {
            spec["clusterIPs"] = spec["clusterIPs"] is JsonArray { Count: > 0 } given && given[0]?.ToString() == address ? given.DeepClone() : new JsonArray(address);
        }

        if (type != "ExternalName")
        {
            spec.Default("internalTrafficPolicy", "Cluster");
        }

        if (type is "NodePort" or "LoadBalancer")
        {
            spec.Default("externalTrafficPolicy", "Cluster");
        }

        if (type == "LoadBalancer")
        {
            spec.Default("allocateLoadBalancerNodePorts", true);
        }

        if (created)
        {
            service["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        }
    }
}
