using System.Diagnostics;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Waits for the ends of processes, ends what they leave behind and finds out how they ended.</summary>
internal sealed class ProcessWatch(ControlGroups groups, TimeProvider time)
{
    // Only a parent is told of the end of a process.
    private static readonly TimeSpan AdoptedPollPeriod = TimeSpan.FromMilliseconds(300);

    /// <summary>The end of a launcher that this life of the node started.</summary>
    public async Task<ContainerExit> WatchChildAsync(Process process, string directory, ProcessRecord record)
    {
        int launcherCode;
        using (process)
        {
            await process.WaitForExitAsync(CancellationToken.None);
            launcherCode = process.ExitCode;
        }

        KillAll(record);
        return Ended(record, ExitOf(directory, launcherCode));
    }

    /// <summary>The end of a launcher that an earlier life of the node started.</summary>
    public async Task<ContainerExit> WatchAdoptedAsync(string directory, ProcessRecord record)
    {
        while (IsAlive(record))
        {
            await Task.Delay(AdoptedPollPeriod, time, CancellationToken.None);
        }

        KillAll(record);
        return Ended(record, ExitOf(directory, ContainerExit.KilledCode));
    }

    /// <summary>How a run ended whose launcher is gone.</summary>
    /// <param name="directory">Directory of the run.</param>
    /// <param name="launcherCode">What the launcher itself ended with; null when nobody saw that.</param>
    public ContainerExit ExitOf(string directory, int? launcherCode)
    {
        if (SandboxDirectory.ReadExit(directory) is { } exit)
        {
            return ContainerExit.FromCode(exit.Code, exit.At);
        }

        // No code was written: the launcher itself was killed, by this node (stop), by the kernel (memory) or by somebody else, or the machine went down.
        return launcherCode is { } code
            ? new ContainerExit(code, "Error", time.GetUtcNow())
            : ContainerExit.Unknown(time.GetUtcNow(), "the container ended while the node was not running and its exit code is lost");
    }

    /// <summary>True while the launcher lives.</summary>
    public static bool IsAlive(ProcessRecord record) => record.BootId == ProcessTable.BootId() && ProcessTable.StartTicks(record.ProcessId) == record.StartTicks;

    /// <summary>Ends the group, and those that left it: every process of a container carries its marker in the environment it was started with.</summary>
    public static void KillAll(ProcessRecord record)
    {
        if (record.BootId != ProcessTable.BootId())
        {
            return;
        }

        if (IsAlive(record))
        {
            ProcessSignals.SendToGroup(record.ProcessId, ProcessSignals.Kill);
        }

        foreach (int process in ProcessTable.WithEnvironment(ProcessLauncher.Marker(record.Id)))
        {
            ProcessSignals.Send(process, ProcessSignals.Kill);
        }
    }

    private ContainerExit Ended(ProcessRecord record, ContainerExit exit)
    {
        bool starved = exit.Code != 0 && groups.WasOutOfMemory(record.Id);
        groups.Remove(record.Id);
        return starved
            ? exit with { Reason = ContainerExit.OutOfMemory, Message = "the container needed more memory than its limit; raise resources.memory of the party or the limit in the AppImage" }
            : exit;
    }
}
