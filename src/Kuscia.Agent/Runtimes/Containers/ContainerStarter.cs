using Kuscia.Agent.Hooks;
using Kuscia.Agent.Probes;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>Starts containers of one pod: image, what the pod shares, content, process. What is in the way stands in the slot. Used by one pod only.</summary>
internal sealed class ContainerStarter(PodKey key, ContainerServices services)
{
    // A container that waits for something is looked at more often than the others.
    private const int LooksPerSync = 5;

    private readonly ContainerImages _images = new(key, services);
    private volatile PodNetwork? _network;

    /// <summary>The network of the pod; null before it was opened.</summary>
    public PodNetwork? Network => _network;

    /// <summary>Makes, or finds, what the containers share.</summary>
    public async Task<PodNetwork> OpenPodAsync(Pod pod, CancellationToken cancellationToken) =>
        _network ??= await services.Runtime.OpenPodAsync(PodSandbox.Of(pod), cancellationToken);

    /// <summary>The new run; or none, and when to look again (null: not at all).</summary>
    /// <param name="pod">The newest object.</param>
    /// <param name="slot">The container.</param>
    /// <param name="waiting">Called before a wait that may be long.</param>
    /// <param name="cancellationToken">Cuts off waits.</param>
    public async Task<(ContainerRun? Run, TimeSpan? Next)> StartAsync(Pod pod, ContainerSlot slot, Func<Task> waiting, CancellationToken cancellationToken)
    {
        try
        {
            return await _images.FindAsync(slot, waiting, cancellationToken) is { } image
                ? (await RunAsync(pod, slot, image, cancellationToken), null)
                : (null, slot.Rest);
        }
        catch (PodConfigException e)
        {
            services.Feed.Warning(key, "Failed", $"Error: {e.Message}");
            return (null, Wait(slot, "CreateContainerConfigError", e.Message));
        }
        catch (RuntimeUnavailableException e)
        {
            return (null, Wait(slot, "RuntimeUnavailable", e.Message));
        }
        catch (ContainerStartException e)
        {
            services.Feed.Warning(key, "Failed", $"Error: failed to start container {slot.Spec.Name}: {e.Message}");
            ContainerExit exit = new(128, ContainerExit.StartError, services.Time.GetUtcNow(), e.Message);
            slot.FailedToStart(exit);
            return (null, RestartDecision.WantsRestart(pod.Spec?.RestartPolicy, slot.IsInit, exit) ? TimeSpan.Zero : null);
        }
    }

    private async Task<ContainerRun> RunAsync(Pod pod, ContainerSlot slot, ImageFacts image, CancellationToken cancellationToken)
    {
        long began = services.Time.GetTimestamp();
        using ContainerSpan span = ContainerSpan.Begin(key, slot.Spec.Name);
        try
        {
            ContainerProbes.Of(slot.Spec);
            StopHook.Of(slot.Spec);
            PodNetwork network = await OpenPodAsync(pod, cancellationToken);
            ContainerStart start = await services.Preparation.PrepareAsync(new PreparationRequest(pod, slot.Spec, slot.Attempts, image, network), cancellationToken);

            // Not cut off with the pod: a run that began is known here.
            ContainerRun run = await services.Runtime.StartAsync(start, services.Life);
            ContainerMetrics.Started(services.Time.GetElapsedTime(began));
            return run;
        }
        catch (Exception e)
        {
            span.Failed(e);
            throw;
        }
    }

    private TimeSpan Wait(ContainerSlot slot, string reason, string message)
    {
        TimeSpan rest = services.Timing.PodSync / LooksPerSync;
        slot.Waiting = new ContainerStateWaiting { Reason = reason, Message = message };
        slot.RestFor(rest, services.Time);
        return rest;
    }
}
