using System.Text.Json.Nodes;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Kube;

/// <summary>The label and annotations by which Helm knows the objects of a release.</summary>
internal static class Ownership
{
    private const string ManagedBy = "app.kubernetes.io/managed-by";
    private const string ReleaseName = "meta.helm.sh/release-name";
    private const string ReleaseNamespace = "meta.helm.sh/release-namespace";

    public static void Mark(KubeObject item, string release, string ns)
    {
        JsonObject metadata = (JsonObject)item.Value["metadata"]!; // not null: every object read from a manifest has a name
        Map(metadata, "labels")[ManagedBy] = "Helm";
        JsonObject annotations = Map(metadata, "annotations");
        annotations[ReleaseName] = release;
        annotations[ReleaseNamespace] = ns;
    }

    /// <summary>Fails when an existing object belongs to something else.</summary>
    public static void Check(KubeObject item, JsonObject live, string release, string ns)
    {
        JsonObject labels = live["metadata"]?["labels"] as JsonObject ?? [];
        JsonObject annotations = live["metadata"]?["annotations"] as JsonObject ?? [];
        string[] faults =
        [
            .. Fault("label", labels, ManagedBy, "Helm"),
            .. Fault("annotation", annotations, ReleaseName, release),
            .. Fault("annotation", annotations, ReleaseNamespace, ns),
        ];
        if (faults.Length > 0)
        {
            throw new HelmException(
                $"{item.Type.Kind} \"{item.Name}\" in namespace \"{item.Namespace}\" exists and cannot be imported into the current release: " +
                $"invalid ownership metadata; {string.Join("; ", faults)}");
        }
    }

    private static IEnumerable<string> Fault(string what, JsonObject map, string key, string wanted)
    {
        string? actual = map[key]?.ToString();
        if (actual is null)
        {
            yield return $"{what} validation error: missing key \"{key}\": must be set to \"{wanted}\"";
        }
        else if (actual != wanted)
        {
            yield return $"{what} validation error: key \"{key}\" must equal \"{wanted}\": current value is \"{actual}\"";
        }
    }

    private static JsonObject Map(JsonObject metadata, string name)
    {
        if (metadata[name] is not JsonObject map)
        {
            metadata[name] = map = [];
        }

        return map;
    }
}
