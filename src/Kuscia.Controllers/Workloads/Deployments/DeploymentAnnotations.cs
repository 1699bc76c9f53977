using System.Globalization;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.Deployments;

/// <summary>What a Deployment notes on its ReplicaSets. Pure.</summary>
internal static class DeploymentAnnotations
{
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string RevisionHistory = "deployment.kubernetes.io/revision-history";
    public const string Desired = "deployment.kubernetes.io/desired-replicas";
    public const string Max = "deployment.kubernetes.io/max-replicas";

    private static readonly string[] Own = ["kubectl.kubernetes.io/last-applied-configuration", Revision, RevisionHistory, Desired, Max, "deprecated.deployment.rollback.to"];

    /// <summary>The number of a revision; 0 for none.</summary>
    public static long RevisionOf(Resource resource) => Number(resource, Revision) ?? 0;

    public static long? Number(Resource resource, string annotation) =>
        long.TryParse(resource.Metadata.Annotation(annotation), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>The set as the newest of its Deployment: with the revision, and with what the Deployment is annotated with.</summary>
    public static ReplicaSet AsNewest(Deployment deployment, ReplicaSet set, long revision)
    {
        Dictionary<string, string> annotations = new(set.Metadata.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach ((string key, string value) in (deployment.Metadata.Annotations ?? new Dictionary<string, string>()).Where(a => !Own.Contains(a.Key)))
        {
            annotations[key] = value;
        }

        long before = RevisionOf(set);
        if (before < revision)
        {
            // A set that is used again keeps the numbers under which it was known.
            if (set.Metadata.Annotation(Revision) is { } old)
            {
                annotations[RevisionHistory] = annotations.TryGetValue(RevisionHistory, out string? history) && history.Length > 0 ? $"{history},{old}" : old;
            }

            annotations[Revision] = revision.ToString(CultureInfo.InvariantCulture);
        }

        return set with { Metadata = set.Metadata with { Annotations = annotations } };
    }

    /// <summary>The set with a number of pods, and the numbers by which it takes part when the Deployment is scaled in the middle of a change.</summary>
    public static ReplicaSet Sized(Deployment deployment, ReplicaSet set, int replicas)
    {
        int desired = deployment.Spec?.Replicas ?? 1;
        Dictionary<string, string> annotations = new(set.Metadata.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [Desired] = desired.ToString(CultureInfo.InvariantCulture),
            [Max] = (desired + DeploymentLimits.Of(deployment).Surge).ToString(CultureInfo.InvariantCulture),
        };
        return set with { Metadata = set.Metadata with { Annotations = annotations }, Spec = (set.Spec ?? new ReplicaSetSpec()) with { Replicas = replicas } };
    }
}
