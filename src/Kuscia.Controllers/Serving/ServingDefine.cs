using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Serving;

/// <summary>Writes what the engines of a deployment learn about their peers, in the protobuf JSON mapping (specification, control plane §3.5 and §3.8).</summary>
internal static class ServingDefine
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value of <c>CLUSTER_DEFINE</c> for the pods of one party.</summary>
    public static string Write(IReadOnlyList<PartyServing> parties, PartyServing self)
    {
        JsonArray all = [.. parties.Select(p => (JsonNode)Party(p))];
        return new JsonObject { ["parties"] = all, ["selfPartyIdx"] = parties.ToList().IndexOf(self), ["selfEndpointIdx"] = 0 }.ToJsonString(Plain);
    }

    /// <summary>The value of <c>ALLOCATED_PORTS</c>.</summary>
    public static string WritePorts(PartyServing self)
    {
        JsonArray ports = [.. self.Ports.Select(p => (JsonNode)new JsonObject
        {
            ["name"] = p.Name,
            ["port"] = self.Number(p),
            ["scope"] = string.IsNullOrEmpty(p.Scope) ? "Local" : p.Scope,
            ["protocol"] = string.IsNullOrEmpty(p.Protocol) ? "HTTP" : p.Protocol,
        })];
        return new JsonObject { ["ports"] = ports }.ToJsonString(Plain);
    }

    // The port numbers of a partner are unknown here, so its Domain-scope services have no address to name.
    private static JsonObject Party(PartyServing party)
    {
        JsonArray services = [.. party.Ports.Where(p => p.Scope == WellKnownNames.ClusterScope || (p.Scope == WellKnownNames.DomainScope && party.IsOwn))
            .Select(p => (JsonNode)new JsonObject { ["portName"] = p.Name, ["endpoints"] = new JsonArray(Endpoint(party, p)) })];
        return new JsonObject { ["name"] = party.DomainId, ["role"] = party.Role, ["services"] = services };
    }

    private static string Endpoint(PartyServing party, AppPort port)
    {
        string host = $"{party.Service(port)}.{party.DomainId}.svc";
        return port.Scope == WellKnownNames.DomainScope ? $"{host}:{party.Number(port)}" : host;
    }
}
