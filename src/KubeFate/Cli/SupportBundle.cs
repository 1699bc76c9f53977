using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KubeFate.Checks;
using KubeFate.Clusters;
using Kuscia.Helm.Kube;

namespace KubeFate.Cli;

/// <summary>Writes what a namespace is in, one file of tables and one file a container. What looks like a password is blotted out.</summary>
/// <param name="cluster">The Kubernetes API.</param>
/// <param name="folder">Where the files go.</param>
/// <param name="tail">How many of the last lines of each log.</param>
internal sealed partial class SupportBundle(KubeHttpCluster cluster, string folder, string tail)
{
    private static readonly (string Title, KubeResourceType Type, (string Name, string Path)[] Columns)[] Tables =
    [
        ("Deployments", KubeKinds.Deployment, [("Name", "metadata.name"), ("Replicas", "status.replicas"), ("UpdatedReplicas", "status.updatedReplicas"), ("ReadyReplicas", "status.readyReplicas"),
            ("AvailableReplicas", "status.availableReplicas"), ("UnavailableReplicas", "status.unavailableReplicas")]),
        ("StatefulSets", KubeKinds.StatefulSet, [("Name", "metadata.name"), ("Replicas", "status.replicas"), ("ReadyReplicas", "status.readyReplicas"), ("UpdatedReplicas", "status.updatedReplicas")]),
        ("Services", KubeKinds.Service, [("Name", "metadata.name"), ("Type", "spec.type"), ("ClusterIP", "spec.clusterIP"), ("ExternalIPs", "spec.externalIPs"), ("Ports", "spec.ports"),
            ("CreationTime", "metadata.creationTimestamp")]),
        ("Ingresses", KubeKinds.Ingress, [("Name", "metadata.name"), ("Class", "spec.ingressClassName"), ("Address", "status.loadBalancer"), ("CreationTime", "metadata.creationTimestamp"), ("Rules", "spec.rules")]),
        ("PersistentVolumeClaims", KubeKinds.Claim, [("Name", "metadata.name"), ("Status", "status.phase"), ("StorageClass", "spec.storageClassName"), ("Volume", "spec.volumeName")]),
        ("Events", KubeKinds.Event, [("Time", "lastTimestamp"), ("Type", "type"), ("Reason", "reason"), ("Object", "involvedObject.name"), ("Message", "message")]),
        ("Pods", KubeKinds.Pod, [("Name", "metadata.name"), ("Status", "status.phase"), ("Node", "spec.nodeName"), ("Conditions", "status.conditions"), ("Containers", "status.containerStatuses"),
            ("CreationTime", "metadata.creationTimestamp")]),
    ];

    /// <summary>Collects one namespace.</summary>
    /// <exception cref="KubeException">The API cannot be reached, or refuses even to tell of pods.</exception>
    public async Task CollectAsync(string ns, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        foreach ((string title, KubeResourceType type, (string Name, string Path)[] columns) in Tables)
        {
            text.Append(title).Append('\n').Append(await TableAsync(ns, type, columns, cancellationToken)).Append('\n');
        }

        await WriteAsync($"namespace-{ns}", text.ToString(), cancellationToken);
        foreach (JsonObject pod in await cluster.ListAsync(KubeKinds.Pod, ns, null, cancellationToken))
        {
            foreach (JsonObject container in (pod["spec"]?["containers"] as JsonArray ?? []).OfType<JsonObject>())
            {
                string name = container["name"]?.ToString() ?? "", owner = ModuleReader.NameOf(pod);
                await WriteAsync($"log-of-container-{name}-in-pod-{owner}-in-namespace-{ns}", await LogAsync(ns, owner, name, cancellationToken), cancellationToken);
            }
        }
    }

    private async Task<string> TableAsync(string ns, KubeResourceType type, (string Name, string Path)[] columns, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<JsonObject> items = await cluster.ListAsync(type, ns, null, cancellationToken);
            return TextTable.Write([[.. columns.Select(column => column.Name)], .. items.Select(item => (string[])[.. columns.Select(column => Cell(item, column.Path))])]);
        }
        catch (KubeException e)
        {
            return $"<{e.Message}>\n";
        }
    }

    private static string Cell(JsonNode item, string path)
    {
        JsonNode? value = item;
        foreach (string part in path.Split('.'))
        {
            value = value?[part];
        }

        return value switch { null => "", JsonValue => value.ToString().ReplaceLineEndings(" "), _ => value.ToJsonString() };
    }

    private async Task<string> LogAsync(string ns, string pod, string container, CancellationToken cancellationToken)
    {
        const int MaxChars = 4 << 20;
        try
        {
            string query = string.Create(CultureInfo.InvariantCulture, $"/log?container={Uri.EscapeDataString(container)}&tailLines={Uri.EscapeDataString(tail)}&limitBytes={MaxChars}");
            await using Stream log = await cluster.OpenAsync(KubeKinds.Pod.Path(ns, pod) + query, cancellationToken);
            using StreamReader reader = new(log, Encoding.UTF8);
            return await reader.ReadToEndAsync(cancellationToken);
        }
        catch (KubeException e)
        {
            return $"<error> {e.Message}\n";
        }
    }

    private Task WriteAsync(string name, string text, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(Path.Combine(folder, name.Replace('/', '_')), Secret().Replace(text, "$1***"), cancellationToken);

    [GeneratedRegex("""((?:password|passwd|secret|token)["']?\s*[:=]\s*["']?)[^\s"',]+""", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
