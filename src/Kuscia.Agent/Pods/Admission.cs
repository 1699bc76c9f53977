using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Pods;

/// <summary>Refuses pods that this node must not run.</summary>
internal static class Admission
{
    /// <summary>Null when the pod may run, otherwise the sentence for the user.</summary>
    public static string? WhyRejected(Pod pod)
    {
        // Built-in images have no layers and thus no id to compare with.
        string? wanted = pod.Metadata.Annotation(WellKnownAnnotations.ImageId);
        if (SpecReview.WhyRefused(pod) is { } refused)
        {
            return refused;
        }

        return wanted is not null && wanted.StartsWith("sha256:", StringComparison.Ordinal)
            ? $"the AppImage asks for image id {wanted}, but the image on this node is a built-in one without an id; remove the id from the AppImage"
            : null;
    }
}
