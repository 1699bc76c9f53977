using System.Text.Json;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Quantities;

namespace Kuscia.Model.Quotas;

/// <summary>What an object takes of the quotas of its namespace (Kubernetes, "Resource Quotas"), by the names that quotas use. Pure.</summary>
public static class QuotaUsage
{
    private static readonly string[] Computed = ["cpu", "memory", "ephemeral-storage"];
    private static readonly Quantity One = Quantity.FromUnits(1);

    /// <summary>What the object takes; a pod that is over takes nothing.</summary>
    public static IReadOnlyDictionary<string, Quantity> Of(ResourceKind kind, Resource resource)
    {
        Dictionary<string, Quantity> usage = new(StringComparer.Ordinal) { [CountName(kind)] = One };
        if (kind.Group.Length == 0)
        {
            usage[kind.Plural] = One;
        }

        switch (resource)
        {
            case Pod { Status.Phase: "Succeeded" or "Failed" }:
                return new Dictionary<string, Quantity>();
            case Pod pod:
                AddPod(usage, pod.Spec);
                break;
            case Service service:
                AddService(usage, service.Spec);
                break;
            case JsonResource claim when kind.Plural == "persistentvolumeclaims":
                AddClaim(usage, claim);
                break;
        }

        return usage;
    }

    /// <summary>The name that counts any kind.</summary>
    public static string CountName(ResourceKind kind) => $"count/{kind.Plural}{(kind.Group.Length == 0 ? "" : "." + kind.Group)}";

    /// <summary>Adds one usage to another.</summary>
    public static void Add(IDictionary<string, Quantity> sum, IReadOnlyDictionary<string, Quantity> more)
    {
        ArgumentNullException.ThrowIfNull(sum);
        foreach ((string name, Quantity amount) in more ?? throw new ArgumentNullException(nameof(more)))
        {
            sum[name] = sum.TryGetValue(name, out Quantity before) ? before + amount : amount;
        }
    }

    /// <summary>What a pod must say because a quota limits it, as <c>limits.cpu for: a,b</c>; empty when nothing is missing.</summary>
    public static IReadOnlyList<string> Missing(IEnumerable<string> limited, PodSpec? spec)
    {
        List<string> missing = [];
        foreach (string name in limited.Order(StringComparer.Ordinal))
        {
            bool limits = name.StartsWith("limits.", StringComparison.Ordinal);
            string resource = limits ? name["limits.".Length..] : name.StartsWith("requests.", StringComparison.Ordinal) ? name["requests.".Length..] : name;
            if (!Computed.Contains(resource))
            {
                continue;
            }

            string[] silent =
            [
                .. (spec?.Containers ?? []).Concat(spec?.InitContainers ?? [])
                    .Where(c => (limits ? c.Resources?.Limits : c.Resources?.Requests ?? c.Resources?.Limits)?.ContainsKey(resource) != true).Select(c => c.Name).Distinct(),
            ];
            if (silent.Length > 0)
            {
                missing.Add($"{name} for: {string.Join(',', silent)}");
            }
        }

        return missing;
    }

    private static void AddPod(Dictionary<string, Quantity> usage, PodSpec? spec)
    {
        foreach ((string name, Quantity amount) in Total(spec, c => c.Resources?.Requests ?? c.Resources?.Limits))
        {
            usage[$"requests.{name}"] = amount;
            if (Computed.Contains(name))
            {
                usage[name] = amount;
            }
        }

        foreach ((string name, Quantity amount) in Total(spec, c => c.Resources?.Limits))
        {
            usage[$"limits.{name}"] = amount;
        }
    }

    // Containers run together, those that come before them one after the other.
    private static Dictionary<string, Quantity> Total(PodSpec? spec, Func<Container, IReadOnlyDictionary<string, IntOrString>?> amounts)
    {
        Dictionary<string, Quantity> total = new(StringComparer.Ordinal);
        foreach ((string name, Quantity amount) in (spec?.Containers ?? []).SelectMany(c => Parsed(amounts(c))))
        {
            total[name] = total.TryGetValue(name, out Quantity before) ? before + amount : amount;
        }

        foreach ((string name, Quantity amount) in (spec?.InitContainers ?? []).SelectMany(c => Parsed(amounts(c))))
        {
            total[name] = total.TryGetValue(name, out Quantity sum) && sum > amount ? sum : amount;
        }

        return total;
    }

    private static IEnumerable<(string Name, Quantity Amount)> Parsed(IReadOnlyDictionary<string, IntOrString>? amounts)
    {
        foreach ((string name, IntOrString text) in amounts ?? new Dictionary<string, IntOrString>())
        {
            if (Quantity.TryParse(text.Text, out Quantity amount))
            {
                yield return (name, amount);
            }
        }
    }

    private static void AddService(Dictionary<string, Quantity> usage, ServiceSpec? spec)
    {
        int ports = spec?.Ports?.Count ?? 0;
        if (spec?.Type is "NodePort" or "LoadBalancer" && ports > 0)
        {
            usage["services.nodeports"] = Quantity.FromUnits(ports);
        }

        if (spec?.Type == "LoadBalancer")
        {
            usage["services.loadbalancers"] = One;
        }
    }

    private static void AddClaim(Dictionary<string, Quantity> usage, JsonResource claim)
    {
        if (claim.Body.TryGetValue("spec", out JsonElement spec) && spec.ValueKind == JsonValueKind.Object
            && spec.TryGetProperty("resources", out JsonElement resources) && resources.ValueKind == JsonValueKind.Object
            && resources.TryGetProperty("requests", out JsonElement requests) && requests.ValueKind == JsonValueKind.Object
            && requests.TryGetProperty("storage", out JsonElement storage) && Quantity.TryParse(storage.ToString(), out Quantity amount))
        {
            usage["requests.storage"] = amount;
        }
    }
}
