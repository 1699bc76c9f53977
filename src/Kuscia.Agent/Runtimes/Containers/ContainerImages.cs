using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>Sees to the images of one pod as their pull policies say, with back-off. Used by one pod only.</summary>
internal sealed class ContainerImages(PodKey key, ContainerServices services)
{
    private const int MaxFailures = 3;

    /// <summary>The image of a container; null when it must wait for it, which the slot then says.</summary>
    /// <param name="slot">The container.</param>
    /// <param name="waiting">Called before an image is fetched.</param>
    /// <param name="cancellationToken">Cuts off the fetching.</param>
    public async Task<ImageFacts?> FindAsync(ContainerSlot slot, Func<Task> waiting, CancellationToken cancellationToken)
    {
        IImageStore images = services.Runtime.Images;
        string image = slot.Spec.Image ?? "";
        try
        {
            if (slot.Spec.ImagePullPolicy != "Always" && await images.FindAsync(image, cancellationToken) is { } found)
            {
                return found;
            }

            if (slot.Spec.ImagePullPolicy == "Never")
            {
                Wait(slot, "ErrImageNeverPull", $"image \"{image}\" is not on this node, and imagePullPolicy Never forbids to fetch it");
                return null;
            }

            await waiting();
            await FetchAsync(images, image, cancellationToken);
            return await images.FindAsync(image, cancellationToken)
                ?? throw new ImageException($"image \"{image}\" was fetched, but is not on this node; is the disk full?", isFinal: false);
        }
        catch (ImageException e)
        {
            Wait(slot, Reason(slot.ImageFailures, e), e.Message);
            return null;
        }
    }

    private async Task FetchAsync(IImageStore images, string image, CancellationToken cancellationToken)
    {
        long began = services.Time.GetTimestamp();
        bool succeeded = false;
        try
        {
            await images.PullAsync(image, cancellationToken);
            succeeded = true;
        }
        finally
        {
            ContainerMetrics.Fetched(services.Time.GetElapsedTime(began), succeeded);
        }
    }

    private static string Reason(int failures, ImageException e) => failures switch
    {
        0 => "ErrImagePull",

        // Nothing to wait for: tasks end by this reason instead of waiting for ever.
        > MaxFailures when e.IsFinal => "RegistryUnavailable",
        _ => "ImagePullBackOff",
    };

    private void Wait(ContainerSlot slot, string reason, string why)
    {
        TimeSpan backOff = RestartDecision.BackOff(slot.ImageFailures + 2, TimeSpan.Zero, services.Timing);
        slot.ImageFailures++;
        slot.Waiting = new ContainerStateWaiting { Reason = reason, Message = why };
        slot.RestFor(backOff, services.Time);
        services.Feed.Warning(key, "Failed", $"Failed to pull image: {why}");
    }
}
