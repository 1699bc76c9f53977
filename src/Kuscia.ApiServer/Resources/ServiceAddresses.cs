using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Resources;

/// <summary>
/// Gives Services their cluster address and node ports. Nothing routes these addresses inside a node (names resolve to endpoints), but clients wait for
/// them and keep them in manifests. What a Service takes is a claim that the store checks in the transaction of the write, so no value is given twice, however many
/// instances write to one database.
/// </summary>
internal sealed class ServiceAddresses(ResourceStore store)
{
    private const string Range = "10.43.0.0/16";
    private const uint First = (10u << 24) | (43u << 16);
    private const int FirstPort = 30000;
    private const int LastPort = 32767;
    private static readonly string[] Addressed = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];

    /// <summary>True for the kind Service.</summary>
    public static bool Concerns(ResourceCall call) => call.Kind.Kind is { Group: "", Plural: "services" } && call.Subresource is null;

    /// <summary>Carries over what the stored Service was given and the new one does not name; called before admission.</summary>
    public static void Keep(JsonObject value, JsonObject old)
    {
        if (value["spec"] is not JsonObject spec || old["spec"] is not JsonObject before)
        {
            return;
        }

        bool addressed = spec.Text("type") != "ExternalName";
        foreach (string member in Addressed)
        {
            if (!addressed && (spec[member] is null || JsonNode.DeepEquals(spec[member], before[member])))
            {
                spec.Remove(member);
            }
            else if (addressed && spec[member] is null or JsonValue { } && string.IsNullOrEmpty(spec[member]?.ToString()) && before[member] is not null)
            {
                spec.CopyFrom(member, before);
            }
        }

        KeepPorts(spec, before);
    }

    /// <summary>
    /// Gives out what is missing; throws Invalid for a value that is taken or out of range. Returns the claim to what the Service takes, null when it takes nothing: a
    /// write that the store refuses for it was decided from a state that is no longer the newest, and is decided again.
    /// </summary>
    public async Task<RangeClaim?> AssignAsync(ResourceCall call, JsonObject value, string name, CancellationToken cancellationToken)
    {
        if (value["spec"] is not JsonObject spec || spec.Text("type") == "ExternalName")
        {
            return null;
        }

        bool ports = spec.Text("type") is "NodePort" or "LoadBalancer";
        string wanted = spec.Text("clusterIP") ?? "";
        RangeClaim? claim = null;
        if (wanted != "None" || ports)
        {
            (ServiceValues taken, long revision) = await TakenAsync(call, name, cancellationToken);
            if (wanted != "None")
            {
                Address(call, spec, wanted, name, taken.Addresses);
            }

            if (ports)
            {
                NodePorts(call, spec, name, taken.Ports);
            }

            ServiceValues own = ServiceValues.Of(spec);
            claim = new RangeClaim(ObjectKeys.Prefix(call.Kind, null), revision, entry => own.Overlap(entry));
        }

        // A headless Service without selector may point anywhere.
        bool open = wanted == "None" && spec["selector"] is null;
        spec["ipFamilies"] ??= open ? new JsonArray("IPv4", "IPv6") : new JsonArray("IPv4");
        spec["ipFamilyPolicy"] ??= open ? "RequireDualStack" : "SingleStack";
        return claim;
    }

    private static void KeepPorts(JsonObject spec, JsonObject before)
    {
        bool exposed = spec.Text("type") is "NodePort" or "LoadBalancer";
        foreach (JsonObject port in (spec["ports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            JsonObject? same = (before["ports"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(
                p => p.Number("port") == port.Number("port") && (p.Text("protocol") ?? "TCP") == (port.Text("protocol") ?? "TCP"));
            if (exposed && port.Number("nodePort") is null or 0 && same?.Number("nodePort") is not null)
            {
                port.CopyFrom("nodePort", same);
            }
            else if (!exposed && same is not null && port.Number("nodePort") == same.Number("nodePort"))
            {
                port.Remove("nodePort");
            }
        }

        string[] dropped = spec.Text("type") switch
        {
            "ExternalName" => ["internalTrafficPolicy", "externalTrafficPolicy", "allocateLoadBalancerNodePorts"],
            "ClusterIP" or null => ["externalTrafficPolicy", "allocateLoadBalancerNodePorts"],
            _ => [],
        };
        foreach (string member in dropped.Where(m => JsonNode.DeepEquals(spec[m], before[m])))
        {
            spec.Remove(member);
        }
    }

    private async Task<(ServiceValues Taken, long Revision)> TakenAsync(ResourceCall call, string name, CancellationToken cancellationToken)
    {
        string own = ObjectKeys.Key(call.Kind, call.Namespace, name);
        ServiceValues taken = new();
        LogPage page = await store.Log.ListAsync(new LogQuery(ObjectKeys.Prefix(call.Kind, null)), cancellationToken);
        foreach (LogEntry entry in page.Entries)
        {
            if (entry.Key != own)
            {
                taken.Add(entry);
            }
        }

        return (taken, page.Revision);
    }

    private static void Address(ResourceCall call, JsonObject spec, string wanted, string name, HashSet<string> taken)
    {
        if (wanted.Length == 0)
        {
            uint seed = Seed($"{call.Namespace}/{name}");
            wanted = Enumerable.Range(0, 65000).Select(i => Show(First + 256 + ((seed + (uint)i) % 65000))).FirstOrDefault(a => !taken.Contains(a))
                ?? throw ApiErrors.Internal($"all addresses of the range {Range} are taken; delete Services that are no longer used");
        }
        else if (Fault(wanted, taken) is string why)
        {
            throw ApiErrors.Invalid(call.Kind, name, StatusCause.Invalid("spec.clusterIPs", $"[]string{{{StatusCause.Quote(wanted)}}}", $"failed to allocate IP {wanted}: {why}"));
        }

        spec["clusterIP"] = wanted;
        spec["clusterIPs"] = new JsonArray(wanted);
    }

    private static string? Fault(string address, HashSet<string> taken)
    {
        if (taken.Contains(address))
        {
            return "provided IP is already allocated";
        }

        byte[] bytes = IPAddress.Parse(address).GetAddressBytes();
        bool inside = bytes.Length == 4 && (BinaryPrimitives.ReadUInt32BigEndian(bytes) & 0xffff0000) == First;
        return inside ? null : $"the provided IP ({address}) is not in the valid range. The range of valid IPs is {Range}";
    }

    private static void NodePorts(ResourceCall call, JsonObject spec, string name, HashSet<long> taken)
    {
        JsonArray ports = spec["ports"] as JsonArray ?? [];
        for (int i = 0; i < ports.Count; i++)
        {
            if (ports[i] is not JsonObject port)
            {
                continue;
            }

            long number = port.Number("nodePort") ?? 0;
            if (number == 0)
            {
                int start = (int)(Seed($"{call.Namespace}/{name}/{i}") % (LastPort - FirstPort + 1));
                number = Enumerable.Range(0, LastPort - FirstPort + 1).Select(n => FirstPort + (long)((start + n) % (LastPort - FirstPort + 1))).FirstOrDefault(n => !taken.Contains(n));
                port["nodePort"] = number > 0 ? number : throw ApiErrors.Internal($"all node ports from {FirstPort} to {LastPort} are taken; delete Services that are no longer used");
                taken.Add(number);
            }
            else if (number is < FirstPort or > LastPort || taken.Contains(number))
            {
                string why = taken.Contains(number) ? "provided port is already allocated" : $"provided port is not in the valid range. The range of valid ports is {FirstPort}-{LastPort}";
                throw ApiErrors.Invalid(call.Kind, name, StatusCause.Invalid($"spec.ports[{i}].nodePort", $"{number}", why));
            }
        }
    }

    // Spread by name: two servers on one database rarely pick the same value, and a Service made again often gets its old one.
    private static uint Seed(string text) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Show(uint address) => new IPAddress(BinaryPrimitives.ReverseEndianness(address)).ToString();
}
