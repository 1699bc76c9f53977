using System.Text.Json;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Compares what a pod asks for with what processes of the node's own user can give: nothing is ignored in silence.</summary>
internal static class ProcessReview
{
    private static readonly string[] DefaultDnsPolicies = ["ClusterFirst", "ClusterFirstWithHostNet", "Default"];

    // Harmless, or decided before a pod reaches its node.
    private static readonly HashSet<string> PlainPodMembers = new(StringComparer.Ordinal)
    {
        "securityContext", "serviceAccount", "enableServiceLinks", "preemptionPolicy", "topologySpreadConstraints", "schedulingGates", "hostPID", "hostIPC", "os",
    };

    // Seen to by the pod life that all container runtimes share.
    private static readonly HashSet<string> PlainContainerMembers = new(StringComparer.Ordinal) { "lifecycle", "restartPolicy" };

    /// <summary>What of a pod is refused or has no effect.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="held">Resources whose limits processes are held to.</param>
    public static PodReview Of(Pod pod, IEnumerable<string> held) => new(
        Containers(pod).Select(c => WhyRefused(pod, c)).FirstOrDefault(r => r is not null),
        WithoutEffect(pod, [.. held]));

    private static string? WhyRefused(Pod pod, Container container)
    {
        if (container.Extra?.ContainsKey("volumeDevices") == true)
        {
            return $"container {container.Name} has volumeDevices, which the runtime runp does not offer; use volumeMounts";
        }

        return Environment.IsPrivilegedProcess && WantsNonRoot(pod, container)
            ? $"container {container.Name} has runAsNonRoot, but the runtime runp runs tasks as the user of the node, which is root; start the node as another user"
            : null;
    }

    private static List<string> WithoutEffect(Pod pod, string[] held)
    {
        PodSpec spec = pod.Spec ?? new PodSpec();
        List<string> notes = [];
        notes.AddRange((spec.Extra ?? new Dictionary<string, JsonElement>()).Where(e => !PlainPodMembers.Contains(e.Key) && !IsEmpty(e.Value)).Select(e => $"spec.{e.Key}"));
        if (spec.DnsPolicy is { } dns && !DefaultDnsPolicies.Contains(dns, StringComparer.Ordinal))
        {
            notes.Add($"spec.dnsPolicy={dns} (tasks use the resolver of the node)");
        }

        if (spec.Hostname is { Length: > 0 } || spec.Subdomain is { Length: > 0 })
        {
            notes.Add("spec.hostname, spec.subdomain (tasks have the host name of the node)");
        }

        AddSecurity(notes, "spec", Member(spec.Extra, "securityContext"));
        foreach (Volume volume in spec.Volumes ?? [])
        {
            if (volume.EmptyDir is { ValueKind: JsonValueKind.Object } empty && empty.EnumerateObject().Any(m => m.Name is "medium" or "sizeLimit" && m.Value.ToString().Length > 0))
            {
                notes.Add($"volumes[{volume.Name}].emptyDir (medium and sizeLimit: it lies on the disk of the node)");
            }
        }

        foreach (Container container in Containers(pod))
        {
            AddContainer(notes, container, held);
        }

        return notes;
    }

    private static void AddContainer(List<string> notes, Container container, string[] held)
    {
        string place = $"containers[{container.Name}]";
        notes.AddRange((container.Extra ?? new Dictionary<string, JsonElement>()).Where(e => !PlainContainerMembers.Contains(e.Key) && !IsEmpty(e.Value)).Select(e => $"{place}.{e.Key}"));
        string[] loose = [.. (container.Resources?.Limits?.Keys ?? []).Except(held, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (loose.Length > 0)
        {
            notes.Add($"{place}.resources.limits of {string.Join(", ", loose)} (processes are counted against the node, not held to these limits)");
        }

        foreach (VolumeMount mount in container.VolumeMounts ?? [])
        {
            notes.AddRange((mount.Extra ?? new Dictionary<string, JsonElement>()).Where(e => !IsEmpty(e.Value)).Select(e => $"{place}.volumeMounts[{mount.Name}].{e.Key}"));
            if (mount.ReadOnly == true)
            {
                notes.Add($"{place}.volumeMounts[{mount.Name}].readOnly");
            }
        }

        AddSecurity(notes, place, container.SecurityContext);
    }

    private static void AddSecurity(List<string> notes, string place, JsonElement? context)
    {
        if (context is { ValueKind: JsonValueKind.Object } members)
        {
            notes.AddRange(members.EnumerateObject().Where(m => m.Name != "runAsNonRoot" && !IsEmpty(m.Value)).Select(m => $"{place}.securityContext.{m.Name}"));
        }
    }

    private static bool WantsNonRoot(Pod pod, Container container) =>
        (Member(container.SecurityContext, "runAsNonRoot") ?? Member(Member(pod.Spec?.Extra, "securityContext"), "runAsNonRoot"))?.ValueKind == JsonValueKind.True;

    private static IEnumerable<Container> Containers(Pod pod) => (pod.Spec?.InitContainers ?? []).Concat(pod.Spec?.Containers ?? []);

    private static JsonElement? Member(IDictionary<string, JsonElement>? members, string name) => members is not null && members.TryGetValue(name, out JsonElement value) ? value : null;

    private static JsonElement? Member(JsonElement? owner, string name) =>
        owner is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty(name, out JsonElement value) ? value : null;

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.GetString() is not { Length: > 0 },
        _ => false,
    };
}
