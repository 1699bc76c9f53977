using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Client.Resources;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>Whether and when a container that ended starts again (Kubernetes restartPolicy).</summary>
internal static class RestartDecision
{
    public const string Always = "Always";
    public const string OnFailure = "OnFailure";
    public const string Never = "Never";

    // A run that lasted this long starts the back-off anew.
    private static readonly TimeSpan StableRun = TimeSpan.FromMinutes(10);

    /// <summary>True when the policy wants another run. Init containers that succeeded never run again.</summary>
    public static bool WantsRestart(string? policy, bool isInit, ContainerExit exit) => policy switch
    {
        Never => false,
        OnFailure => exit.Code != 0,
        _ => !isInit || exit.Code != 0,
    };

    /// <summary>Wait before the next run: none for the first restart, then doubling up to the limit.</summary>
    public static TimeSpan BackOff(int attempts, TimeSpan lastRun, AgentTimingOptions timing)
    {
        return attempts <= 1 || lastRun >= StableRun ? TimeSpan.Zero : Backoff.Doubled(attempts - 1, timing.RestartBackOff, AgentTimingOptions.MaxRestartBackOff);
    }
}
