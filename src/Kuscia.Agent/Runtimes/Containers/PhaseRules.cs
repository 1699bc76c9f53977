using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>The phase of a pod from the states of its containers.</summary>
internal static class PhaseRules
{
    public static string Of(string? policy, IReadOnlyList<ContainerSlot> init, IReadOnlyList<ContainerSlot> main)
    {
        if (init.FirstOrDefault(s => s.Exit is not { Code: 0 }) is { } pending)
        {
            return pending.Exit is { } exit && !RestartDecision.WantsRestart(policy, isInit: true, exit) ? PodPhase.Failed : PodPhase.Pending;
        }

        if (main.Any(s => s is { Run: null, Exit: null }))
        {
            return PodPhase.Pending;
        }

        if (main.Any(s => s.IsRunning || (s.Exit is { } exit && RestartDecision.WantsRestart(policy, isInit: false, exit))))
        {
            return main.All(s => s.Run is null && s.Previous?.Run is null) ? PodPhase.Pending : PodPhase.Running;
        }

        return main.All(s => s.Exit is { Code: 0 }) ? PodPhase.Succeeded : PodPhase.Failed;
    }
}
