using System.Diagnostics;
using System.Globalization;

namespace Kuscia.Psi.Program;

/// <summary>The largest resident size the process has had.</summary>
internal static class PeakMemory
{
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
