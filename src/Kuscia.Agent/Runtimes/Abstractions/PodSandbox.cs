using System.Text.Json;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>What the containers of a pod share.</summary>
internal sealed record PodSandbox
{
    public required PodKey Pod { get; init; }

    /// <summary>The pod's own name unless the spec gives another.</summary>
    public required string Hostname { get; init; }

    /// <summary>Ports that the containers say they open.</summary>
    public required IReadOnlyList<ContainerPort> Ports { get; init; }

    /// <summary>Resolvers to ask instead of the runtime's own (<c>dnsConfig.nameservers</c>).</summary>
    public required IReadOnlyList<string> Nameservers { get; init; }

    /// <summary>Names that resolve to given addresses (<c>hostAliases</c>).</summary>
    public required IReadOnlyList<(string Name, string Address)> Hosts { get; init; }

    /// <summary>What a pod's spec says.</summary>
    public static PodSandbox Of(Pod pod)
    {
        IDictionary<string, JsonElement> extra = pod.Spec?.Extra ?? new Dictionary<string, JsonElement>();
        return new PodSandbox
        {
            Pod = PodKey.Of(pod),
            Hostname = pod.Spec?.Hostname is { Length: > 0 } name ? name : pod.Metadata.Name ?? "",
            Ports = [.. (pod.Spec?.InitContainers ?? []).Concat(pod.Spec?.Containers ?? []).SelectMany(c => c.Ports ?? [])],
            Nameservers = extra.TryGetValue("dnsConfig", out JsonElement dns) ? [.. Items(dns, "nameservers").Select(n => n.ToString())] : [],
            Hosts = extra.TryGetValue("hostAliases", out JsonElement aliases) && aliases.ValueKind == JsonValueKind.Array
                ? [.. aliases.EnumerateArray().SelectMany(a => Items(a, "hostnames").Select(h => (h.ToString(), Text(a, "ip"))))]
                : [],
        };
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement owner, string member) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(member, out JsonElement items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static string Text(JsonElement owner, string member) => owner.TryGetProperty(member, out JsonElement value) ? value.ToString() : "";
}
