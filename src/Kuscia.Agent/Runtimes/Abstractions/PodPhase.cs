namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>The phases of a pod (Kubernetes "Pod phase").</summary>
internal static class PodPhase
{
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";

    public static bool IsTerminal(string? phase) => phase is Succeeded or Failed;
}
