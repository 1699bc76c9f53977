using System.Runtime.InteropServices;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Sends signals to processes and process groups (POSIX kill).</summary>
public static class ProcessSignals
{
    /// <summary>SIGTERM: asks for the end.</summary>
    public const int Terminate = 15;

    /// <summary>SIGKILL: ends at once.</summary>
    public const int Kill = 9;

    /// <summary>Signals every process of a group; false when the group is gone or not ours.</summary>
    public static bool SendToGroup(int group, int signal) => group > 1 && NativeKill(-group, signal) == 0;

    /// <summary>Signals one process; false when it is gone or not ours.</summary>
    public static bool Send(int process, int signal) => process > 1 && NativeKill(process, signal) == 0;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int process, int signal);
}
