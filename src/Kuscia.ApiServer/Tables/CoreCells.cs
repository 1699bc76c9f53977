using System.Text.Json;
using static Kuscia.ApiServer.Tables.CommonCells;

namespace Kuscia.ApiServer.Tables;

/// <summary>Cells of the Kubernetes kinds that need no file of their own.</summary>
internal static class CoreCells
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    /// <summary>The renderer of a kind, or null when its table has only a name and an age.</summary>
    public static Func<JsonElement, DateTimeOffset, IReadOnlyList<object?>>? For(string kind) => kind switch
    {
        "Pod" => PodCells.Render,
        "Service" => ServiceCells.Service,
        "Endpoints" => ServiceCells.Endpoints,
        "EndpointSlice" => ServiceCells.Slice,
        "Node" => Node,
        "Event" => Event,
        "Namespace" => (o, now) => [Name(o), o.Text("status", "phase"), Age(o, now)],
        "ConfigMap" => (o, now) => [Name(o), (long)(o.Members("data").Count + o.Members("binaryData").Count), Age(o, now)],
        "Secret" => (o, now) => [Name(o), o.Text("type"), (long)o.Members("data").Count, Age(o, now)],
        "ServiceAccount" => (o, now) => [Name(o), (long)o.Items("secrets").Count, Age(o, now)],
        "ResourceQuota" => (o, now) => [Name(o), Age(o, now), Quota(o, limits: false), Quota(o, limits: true)],
        "Lease" => (o, now) => [Name(o), o.Text("spec", "holderIdentity"), Age(o, now)],
        "Deployment" => WorkloadCells.Deployment,
        "ReplicaSet" => WorkloadCells.ReplicaSet,
        "ReplicationController" => WorkloadCells.Controller,
        "PodTemplate" => WorkloadCells.PodTemplate,
        "CronJob" => WorkloadCells.CronJob,
        "StatefulSet" => WorkloadCells.StatefulSet,
        "DaemonSet" => WorkloadCells.DaemonSet,
        "Job" => WorkloadCells.Job,
        "Ingress" => IngressCells.Ingress,
        "IngressClass" => IngressCells.Class,
        "PersistentVolumeClaim" => VolumeCells.Claim,
        "PersistentVolume" => VolumeCells.Volume,
        "StorageClass" => VolumeCells.Class,
        "RoleBinding" or "ClusterRoleBinding" => Binding,
        "Role" or "ClusterRole" or "CustomResourceDefinition" => (o, _) => [Name(o), o.Text("metadata", "creationTimestamp")],
        _ => ClusterCells.For(kind),
    };

    private static IReadOnlyList<object?> Node(JsonElement o, DateTimeOffset now) =>
    [
        Name(o),
        NodeStatus(o),
        NodeRoles(o),
        Age(o, now),
        o.Text("status", "nodeInfo", "kubeletVersion"),
        Address(o, "InternalIP"),
        Address(o, "ExternalIP"),
        OrUnknown(o.Text("status", "nodeInfo", "osImage")),
        OrUnknown(o.Text("status", "nodeInfo", "kernelVersion")),
        OrUnknown(o.Text("status", "nodeInfo", "containerRuntimeVersion")),
    ];

    private static string NodeStatus(JsonElement node)
    {
        string ready = node.Items("status", "conditions").Where(c => c.Text("type") == "Ready")
            .Select(c => c.Text("status") == "True" ? "Ready" : "NotReady").FirstOrDefault("Unknown");
        return node.Flag("spec", "unschedulable") ? ready + ",SchedulingDisabled" : ready;
    }

    private static string NodeRoles(JsonElement node)
    {
        IEnumerable<string> roles = node.Members("metadata", "labels")
            .Select(l => l.Name.StartsWith(RolePrefix, StringComparison.Ordinal) ? l.Name[RolePrefix.Length..] : l.Name == "kubernetes.io/role" ? l.Value.ToString() : "")
            .Where(r => r.Length > 0).Distinct().Order(StringComparer.Ordinal);
        return PodCells.OrNone(string.Join(",", roles));
    }

    private static string Address(JsonElement node, string type) =>
        PodCells.OrNone(node.Items("status", "addresses").Where(a => a.Text("type") == type).Select(a => a.Text("address")).FirstOrDefault(""));

    private static string OrUnknown(string text) => text.Length == 0 ? HumanDuration.Unknown : text;

    private static IReadOnlyList<object?> Event(JsonElement o, DateTimeOffset now)
    {
        string first = HumanDuration.Since(o.At("firstTimestamp") ?? o.At("eventTime"), now);
        JsonElement? last = o.At("series", "lastObservedTime") ?? o.At("lastTimestamp");
        string component = o.Text("source", "component") is { Length: > 0 } given ? given : o.Text("reportingComponent");
        long count = o.At("series") is { } series ? series.Number("count") : Math.Max(o.Number("count"), 1);
        string host = o.Text("source", "host");
        return
        [
            last is null ? first : HumanDuration.Since(last, now),
            o.Text("type"),
            o.Text("reason"),
            $"{Lower(o.Text("involvedObject", "kind"))}/{o.Text("involvedObject", "name")}",
            o.Text("involvedObject", "fieldPath"),
            host.Length > 0 ? $"{component}, {host}" : component,
            o.Text("message").Trim(),
            first,
            count,
            Name(o),
        ];
    }

#pragma warning disable CA1308 // kubectl shows the kind in lower case
    private static string Lower(string kind) => kind.ToLowerInvariant();
#pragma warning restore CA1308

    private static string Quota(JsonElement o, bool limits)
    {
        IEnumerable<string> lines = o.Members("status", "hard")
            .Where(h => h.Name.StartsWith("limits.", StringComparison.Ordinal) == limits)
            .OrderBy(h => h.Name, StringComparer.Ordinal)
            .Select(h => $"{h.Name}: {o.At("status", "used", h.Name)?.ToString() ?? "0"}/{h.Value}");
        return string.Join(", ", lines);
    }

    private static IReadOnlyList<object?> Binding(JsonElement o, DateTimeOffset now)
    {
        IReadOnlyList<JsonElement> subjects = o.Items("subjects");
        string Names(string kind, Func<JsonElement, string> text) => string.Join(", ", subjects.Where(s => s.Text("kind") == kind).Select(text));
        return
        [
            Name(o),
            $"{o.Text("roleRef", "kind")}/{o.Text("roleRef", "name")}",
            Age(o, now),
            Names("User", s => s.Text("name")),
            Names("Group", s => s.Text("name")),
            Names("ServiceAccount", s => $"{s.Text("namespace")}/{s.Text("name")}"),
        ];
    }
}
