using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Controllers.Workloads.Revisions;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.StatefulSets;

/// <summary>The pods of a StatefulSet: each has a number, and with it a name and claims that stay when the pod is made anew. Pure.</summary>
internal static class StatefulPods
{
    private const string NameLabel = "statefulset.kubernetes.io/pod-name";
    private const string IndexLabel = "apps.kubernetes.io/pod-index";

    /// <summary>The number of a pod of the set; null for a pod of another name.</summary>
    public static int? Ordinal(StatefulSet set, Pod pod)
    {
        string stem = set.Metadata.Name + "-";
        string name = pod.Metadata.Name ?? "";
        return name.StartsWith(stem, StringComparison.Ordinal) && int.TryParse(name[stem.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }

    public static string Name(StatefulSet set, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"{set.Metadata.Name}-{ordinal}");

    public static string? RevisionOf(Pod pod) => pod.Metadata.Label(RevisionData.PodLabel);

    /// <summary>The pod of a number.</summary>
    public static Pod PodOf(StatefulSet set, int ordinal, ControllerRevision revision)
    {
        PodTemplateSpec template = RevisionData.TemplateOf(revision)
            .WithLabel(RevisionData.PodLabel, revision.Metadata.Name)
            .WithLabel(NameLabel, Name(set, ordinal))
            .WithLabel(IndexLabel, ordinal.ToString(CultureInfo.InvariantCulture));
        Pod pod = PodTemplates.PodOf(template, Owners.ReferenceTo(Kinds.StatefulSet, set), set.Metadata.Namespace);
        string name = Name(set, ordinal);
        PodSpec spec = pod.Spec ?? new PodSpec();
        return pod with
        {
            Metadata = pod.Metadata with { Name = name },
            Spec = spec with { Hostname = name, Subdomain = set.Spec?.ServiceName, Volumes = Volumes(set, ordinal, spec.Volumes) },
        };
    }

    /// <summary>The claims of a number, as they are made when they are not there.</summary>
    public static IEnumerable<JsonResource> Claims(StatefulSet set, int ordinal)
    {
        foreach (JsonResource template in set.Spec?.VolumeClaimTemplates ?? [])
        {
            Dictionary<string, string> labels = new(template.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
            foreach ((string key, string value) in set.Spec?.Selector?.MatchLabels ?? new Dictionary<string, string>())
            {
                labels[key] = value;
            }

            bool goes = set.Spec?.PersistentVolumeClaimRetentionPolicy?.WhenDeleted == "Delete";
            yield return new JsonResource
            {
                ApiVersion = "v1",
                Kind = "PersistentVolumeClaim",
                Metadata = template.Metadata with
                {
                    Name = ClaimName(set, template, ordinal),
                    Namespace = set.Metadata.Namespace,
                    Labels = labels,
                    OwnerReferences = goes ? [Owners.ReferenceTo(Kinds.StatefulSet, set) with { Controller = null, BlockOwnerDeletion = null }] : template.Metadata.OwnerReferences,
                },
                Body = template.Body.Where(m => m.Key != "status").ToDictionary(StringComparer.Ordinal),
            };
        }
    }

    private static string ClaimName(StatefulSet set, JsonResource template, int ordinal) =>
        string.Create(CultureInfo.InvariantCulture, $"{template.Metadata.Name}-{set.Metadata.Name}-{ordinal}");

    // A claim takes the place of a volume of its name.
    private static IReadOnlyList<Volume>? Volumes(StatefulSet set, int ordinal, IReadOnlyList<Volume>? given)
    {
        IReadOnlyList<JsonResource> templates = set.Spec?.VolumeClaimTemplates ?? [];
        return templates.Count == 0
            ? given
            :
            [
                .. templates.Select(t => new Volume { Name = t.Metadata.Name ?? "", Extra = Source(ClaimName(set, t, ordinal)) }),
                .. (given ?? []).Where(v => !templates.Any(t => t.Metadata.Name == v.Name)),
            ];
    }

    private static Dictionary<string, JsonElement> Source(string claim)
    {
        JsonObject source = new() { ["claimName"] = claim };
        return new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["persistentVolumeClaim"] = JsonSerializer.SerializeToElement(source, ModelJsonContext.Default.JsonObject) };
    }
}
