using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Quantities;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of endpoints, nodes and resource quotas.</summary>
internal static class ClusterRules
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    private static readonly string[] QuotaNames =
    [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu", "limits.memory",
        "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "persistentvolumeclaims", "configmaps",
        "services.nodeports", "services.loadbalancers",
    ];

    /// <summary>The faults of endpoints. Loopback addresses are allowed: several nodes may share one machine.</summary>
    public static IEnumerable<StatusCause> Endpoints(JsonObject endpoints)
    {
        foreach ((int index, JsonObject subset) in endpoints.Objects("subsets"))
        {
            foreach (string list in (string[])["addresses", "notReadyAddresses"])
            {
                foreach ((int at, JsonObject address) in subset.Objects(list))
                {
                    string ip = address.String("ip") ?? "";
                    if (!IPAddress.TryParse(ip, out _))
                    {
                        yield return StatusCause.Invalid($"subsets[{index}].{list}[{at}].ip", StatusCause.Quote(ip), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
                    }
                }
            }

            foreach ((int at, JsonObject port) in subset.Objects("ports"))
            {
                foreach (StatusCause cause in CoreRules.Port(port.Integer("port") ?? 0, $"subsets[{index}].ports[{at}].port"))
                {
                    yield return cause;
                }
            }
        }
    }

    /// <summary>The faults of an endpoint slice, given the stored one for an update.</summary>
    public static IEnumerable<StatusCause> Slice(JsonObject slice, JsonObject? old)
    {
        string type = slice.String("addressType") ?? "";
        if (type.Length == 0)
        {
            yield return StatusCause.Required("addressType", "");
        }

        foreach (StatusCause cause in CoreRules.OneOf(slice, "addressType", "", "FQDN", "IPv4", "IPv6").Select(c => c with { Field = "addressType" }))
        {
            yield return cause;
        }

        if (old.String("addressType") is string before && before != type)
        {
            yield return StatusCause.Invalid("addressType", StatusCause.Quote(type), "field is immutable");
        }

        foreach ((int index, JsonObject endpoint) in slice.Objects("endpoints"))
        {
            if (!endpoint.Array("addresses").Any())
            {
                yield return StatusCause.Required($"endpoints[{index}].addresses", "must contain at least 1 address");
            }
        }
    }

    /// <summary>The faults of a node.</summary>
    public static IEnumerable<StatusCause> Node(JsonObject node)
    {
        // The path really is the one under metadata.
        foreach ((int index, JsonObject taint) in node.Child("spec").Objects("taints"))
        {
            foreach (StatusCause cause in CoreRules.OneOf(taint, "effect", $"metadata.taints[{index}]", Effects))
            {
                yield return cause;
            }
        }
    }

    /// <summary>The faults of a quota.</summary>
    public static IEnumerable<StatusCause> Quota(JsonObject quota)
    {
        foreach ((string name, JsonNode? amount) in quota.Child("spec").Child("hard") ?? [])
        {
            string path = $"spec.hard[{name}]";
            foreach (string fault in NameFormats.NotQualifiedName(name))
            {
                yield return StatusCause.Invalid(path, StatusCause.Quote(name), fault);
            }

            if (!name.Contains('/', StringComparison.Ordinal) && !QuotaNames.Contains(name) && !name.Contains("hugepages-", StringComparison.Ordinal))
            {
                yield return StatusCause.Invalid(path, StatusCause.Quote(name), "must be a standard resource for quota");
            }

            if (amount is JsonValue && Quantity.TryParse(amount.ToString(), out Quantity quantity) && quantity < Quantity.Zero)
            {
                yield return StatusCause.Invalid(path, StatusCause.Quote(quantity.ToString()), "must be greater than or equal to 0");
            }
        }
    }
}
