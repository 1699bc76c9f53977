namespace Kuscia.Agent.Pods;

/// <summary>The phase of a pod from the states of its containers (Kubernetes "Pod phase").</summary>
internal static class PodPhase
{
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";

    public static bool IsTerminal(string? phase) => phase is Succeeded or Failed;

    public static string Of(string? policy, IReadOnlyList<ContainerSlot> init, IReadOnlyList<ContainerSlot> main)
    {
        if (init.FirstOrDefault(s => s.Exit is not { Code: 0 }) is { } pending)
        {
            return pending.Exit is { } exit && !RestartDecision.WantsRestart(policy, isInit: true, exit) ? Failed : Pending;
        }

        if (main.Any(s => s is { Run: null, Exit: null }))
        {
            return Pending;
        }

        if (main.Any(s => s.IsRunning || (s.Exit is { } exit && RestartDecision.WantsRestart(policy, isInit: false, exit))))
        {
            return main.All(s => s.Run is null && s.Previous?.Run is null) ? Pending : Running;
        }

        return main.All(s => s.Exit is { Code: 0 }) ? Succeeded : Failed;
    }
}
