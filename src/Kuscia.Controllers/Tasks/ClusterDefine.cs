using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Writes what engines learn about their peers, in the protobuf JSON mapping (specification, control plane §3.5).</summary>
internal static class ClusterDefine
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value of <c>TASK_CLUSTER_DEFINE</c> for one pod.</summary>
    public static string Write(TaskPlan plan, KusciaTaskStatus? status, PartyPlan self, PodPlan pod)
    {
        JsonArray parties = [];
        foreach (PartyPlan party in plan.Parties)
        {
            parties.Add((JsonNode)Party(party, status));
        }

        JsonObject define = new()
        {
            ["parties"] = parties,
            ["selfPartyIdx"] = plan.Parties.ToList().IndexOf(self),
            ["selfEndpointIdx"] = pod.Index,
        };
        return define.ToJsonString(Plain);
    }

    /// <summary>The value of <c>ALLOCATED_PORTS</c> for one pod.</summary>
    public static string WritePorts(KusciaTaskStatus? status, PartyPlan self, PodPlan pod)
    {
        JsonArray ports = [];
        foreach (AppPort port in self.Ports)
        {
            ports.Add((JsonNode)new JsonObject
            {
                ["name"] = port.Name,
                ["port"] = TaskPorts.Number(status, self, pod, port),
                ["scope"] = string.IsNullOrEmpty(port.Scope) ? "Local" : port.Scope,
                ["protocol"] = string.IsNullOrEmpty(port.Protocol) ? "HTTP" : port.Protocol,
            });
        }

        return new JsonObject { ["ports"] = ports }.ToJsonString(Plain);
    }

    private static JsonObject Party(PartyPlan party, KusciaTaskStatus? status)
    {
        JsonArray services = [];
        foreach (AppPort port in party.Ports)
        {
            // The port numbers of a partner are unknown here, so its Domain-scope services have no address to name.
            if (port.Scope == "Cluster" || (port.Scope == "Domain" && party.IsOwn))
            {
                JsonArray endpoints = [.. party.Pods.Select(p => (JsonNode)Endpoint(party, p, port, status))];
                services.Add((JsonNode)new JsonObject { ["portName"] = port.Name, ["endpoints"] = endpoints });
            }
        }

        return new JsonObject { ["name"] = party.DomainId, ["role"] = party.Role, ["services"] = services };
    }

    private static string Endpoint(PartyPlan party, PodPlan pod, AppPort port, KusciaTaskStatus? status)
    {
        string host = $"{pod.Service(port)}.{party.DomainId}.svc";
        return port.Scope == "Domain" ? $"{host}:{TaskPorts.Number(status, party, pod, port)}" : host;
    }
}
