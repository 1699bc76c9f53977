using System.Diagnostics;
using System.Globalization;

namespace Kuscia.Psi;

/// <summary>The largest resident size the process has had.</summary>
internal static class PeakMemory
{
    private const int LargeRun = 100_000;

    /// <summary>
    /// Gives the memory of a finished phase back. What a phase held is garbage all at once, and without a collection at this point
    /// the next phase would come on top of it; at a million rows that is worth some 35 MiB.
    /// </summary>
    public static void ReleasePhase(int items)
    {
        if (items >= LargeRun)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>Mebibytes, from the kernel's VmHWM where there is one.</summary>
    public static long Mebibytes()
    {
        const string Status = "/proc/self/status";
        if (File.Exists(Status))
        {
            string? line = File.ReadLines(Status).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            if (line is not null && long.TryParse(line.AsSpan(6).Trim().TrimEnd(" kB"), NumberStyles.Integer, CultureInfo.InvariantCulture, out long kib))
            {
                return kib >> 10;
            }
        }

        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 >> 20;
    }
}
