using System.Globalization;
using System.Text;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Reads <c>/proc</c> (proc(5)).</summary>
internal static class ProcessTable
{
    private const int StateField = 0;
    private const int SessionField = 3;
    private const int UserTimeField = 11;
    private const int SystemTimeField = 12;
    private const int StartTimeField = 19;
    private const int ResidentPagesField = 21;

    // USER_HZ: what the kernel tells programs in, whatever it counts in itself.
    private const int TicksPerSecond = 100;
    private const int Looks = 5;

    /// <summary>Changes with every boot of the machine; process ids and start times mean nothing across boots.</summary>
    public static string BootId()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Start time of a living process in clock ticks since boot; null when there is none or it is a zombie.</summary>
    public static long? StartTicks(int process) =>
        Fields(process) is { } fields && long.TryParse(fields[StartTimeField], CultureInfo.InvariantCulture, out long ticks) ? ticks : null;

    /// <summary>True for a living process that leads its session, as launchers do.</summary>
    public static bool IsSessionLeader(int process) =>
        Fields(process) is { } fields && fields[SessionField] == process.ToString(CultureInfo.InvariantCulture);

    /// <summary>Processes of this user whose initial environment holds the given <c>NAME=value</c>, wherever they moved since.</summary>
    public static IReadOnlyList<int> WithEnvironment(string entry)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(entry);
        List<int> found = [];
        List<int> left = [.. Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out int p) ? p : 0).Where(p => p > 0)];
        for (int look = 0; look < Looks && left.Count > 0; look++)
        {
            // In the middle of execve(2) a process has no environment for a moment, and a thread of the kernel never has one: these are looked at again.
            List<int> empty = [];
            foreach (int process in left)
            {
                (Holds(process, wanted) switch { true => found, null => empty, false => null })?.Add(process);
            }

            left = empty;
        }

        return found;
    }

    /// <summary>What some processes use together; those that are gone count for nothing.</summary>
    public static ContainerStats UseOf(IReadOnlyList<int> processes)
    {
        long ticks = 0;
        long pages = 0;
        foreach (int process in processes)
        {
            if (Fields(process) is { Length: > ResidentPagesField } fields)
            {
                ticks += Number(fields[UserTimeField]) + Number(fields[SystemTimeField]);
                pages += Number(fields[ResidentPagesField]);
            }
        }

        return new ContainerStats(TimeSpan.FromSeconds((double)ticks / TicksPerSecond), pages * Environment.SystemPageSize);
    }

    private static long Number(string field) => long.TryParse(field, CultureInfo.InvariantCulture, out long number) ? number : 0;

    // What follows the command name in stat; null for a process that is gone or a zombie.
    private static string[]? Fields(int process)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // The command name may hold blanks and brackets; the fixed fields begin after the last bracket.
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length <= StartTimeField || fields[StateField] is "Z" or "X" ? null : fields;
    }

    // Null when it has no environment now.
    private static bool? Holds(int process, byte[] wanted)
    {
        try
        {
            ReadOnlySpan<byte> environment = File.ReadAllBytes($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/environ");
            if (environment.IsEmpty)
            {
                return null;
            }

            foreach (Range range in environment.Split((byte)0))
            {
                if (environment[range].SequenceEqual(wanted))
                {
                    return true;
                }
            }

            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
