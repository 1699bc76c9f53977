using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>An AppImage may name the id of its image; then no other image runs under that name.</summary>
internal static class ImageReview
{
    /// <summary>Null when the images are those that the pod asks for, otherwise the sentence for the user.</summary>
    public static async Task<string?> WhyRefusedAsync(Pod pod, IImageStore images, CancellationToken cancellationToken)
    {
        string? wanted = pod.Metadata.Annotation(WellKnownAnnotations.ImageId);
        if (wanted is null || !wanted.StartsWith("sha256:", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (Container container in pod.Spec?.Containers ?? [])
        {
            string asks = $"the AppImage asks for image id {wanted}, but";
            switch (await images.FindAsync(container.Image ?? "", cancellationToken))
            {
                case null:
                    return $"{asks} image \"{container.Image}\" is not on this node; load it first";
                case { Id: null }:
                    // Built-in images have no layers and thus no id to compare with.
                    return $"{asks} the image on this node is a built-in one without an id; remove the id from the AppImage";
                case { Id: { } id } when id != wanted:
                    return $"{asks} image \"{container.Image}\" on this node has the id {id}; load the other image or change the id in the AppImage";
            }
        }

        return null;
    }
}
