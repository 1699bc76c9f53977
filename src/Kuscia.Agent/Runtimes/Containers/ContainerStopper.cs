using Kuscia.Agent.Probes;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>Ends running containers, the hook first.</summary>
internal sealed class ContainerStopper(ContainerServices services)
{
    /// <summary>What the hook leaves of the grace time, but at least the default, is the container's.</summary>
    public async Task StopAsync(ContainerSlot slot, PodNetwork? network, TimeSpan grace, Task force, CancellationToken cancellationToken)
    {
        if (slot.Run is not { } run)
        {
            return;
        }

        long begin = services.Time.GetTimestamp();
        if (grace > TimeSpan.Zero && !force.IsCompleted && StopHook.Of(slot.Spec) is { } hook)
        {
            await CallAsync(hook, new ProbeTarget(run, network?.Address ?? ""), grace, force, cancellationToken);
            TimeSpan left = grace - services.Time.GetElapsedTime(begin);
            grace = left > AgentTimingOptions.DefaultGrace ? left : AgentTimingOptions.DefaultGrace;
        }

        await services.Runtime.StopAsync(run, grace, force, cancellationToken);
        ContainerMetrics.Stopped(services.Time.GetElapsedTime(begin));
    }

    private async Task CallAsync(StopHook hook, ProbeTarget target, TimeSpan grace, Task force, CancellationToken cancellationToken)
    {
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeSpan sleep = hook.Sleep < grace ? hook.Sleep : grace;
        Task call = hook.Handler is { } handler ? services.Prober.AskAsync(handler, target, grace, done.Token) : Task.Delay(sleep, services.Time, done.Token);
        await Task.WhenAny(call, force, target.Run.Exited);
        await done.CancelAsync();
        await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
