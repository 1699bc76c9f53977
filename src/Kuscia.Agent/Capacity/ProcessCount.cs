using System.Globalization;

namespace Kuscia.Agent.Capacity;

/// <summary>Processes and threads that exist against those that may.</summary>
internal static class ProcessCount
{
    /// <summary>The counts of the control group when it has a limit, otherwise those of the machine; a limit of 0 is unknown.</summary>
    public static (long Now, long Most) Read()
    {
        if (Number("/sys/fs/cgroup/pids.max") is { } most && Number("/sys/fs/cgroup/pids.current") is { } current)
        {
            return (current, most);
        }

        // loadavg: "0.20 0.18 0.12 1/80 11206": running/existing threads.
        string[] load = Text("/proc/loadavg").Split(' ');
        long now = load.Length > 3 && long.TryParse(load[3].Split('/')[^1], CultureInfo.InvariantCulture, out long threads) ? threads : 0;
        return (now, Math.Min(Number("/proc/sys/kernel/pid_max") ?? 0, Number("/proc/sys/kernel/threads-max") ?? 0));
    }

    private static long? Number(string path) => long.TryParse(Text(path).Trim(), CultureInfo.InvariantCulture, out long value) ? value : null;

    private static string Text(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
