using System.Globalization;

namespace Kuscia.Agent.Capacity;

/// <summary>Kernel settings that engines under load need; a miss is shown and never blocks.</summary>
internal static class KernelParameters
{
    private static readonly (string Name, string Path, long Bound, bool AtLeast)[] Wanted =
    [
        ("tcp_max_syn_backlog", "/proc/sys/net/ipv4/tcp_max_syn_backlog", 2048, true),
        ("somaxconn", "/proc/sys/net/core/somaxconn", 2048, true),
        ("tcp_retries2", "/proc/sys/net/ipv4/tcp_retries2", 5, false),
        ("tcp_slow_start_after_idle", "/proc/sys/net/ipv4/tcp_slow_start_after_idle", 0, false),
        ("tcp_tw_reuse", "/proc/sys/net/ipv4/tcp_tw_reuse", 1, true),
        ("file-max", "/proc/sys/fs/file-max", 102400, true),
    ];

    /// <summary>True when all are met, with one item per parameter such as <c>somaxconn=4096[OK]</c>.</summary>
    public static (bool Met, string Message) Check()
    {
        bool met = true;
        List<string> items = [];
        foreach ((string name, string path, long bound, bool atLeast) in Wanted)
        {
            long? value = Read(path);
            bool ok = value is { } v && (atLeast ? v >= bound : v <= bound);
            met &= ok;
            string wanted = string.Create(CultureInfo.InvariantCulture, $"{(atLeast ? ">=" : "<=")}{bound}");
            items.Add($"{name}={value?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}[{(ok ? "OK" : wanted)}]");
        }

        return (met, string.Join(';', items));
    }

    private static long? Read(string path)
    {
        try
        {
            // file-max can exceed Int64 on 64-bit kernels.
            return decimal.TryParse(File.ReadAllText(path).Trim(), CultureInfo.InvariantCulture, out decimal value) ? (long)Math.Min(value, long.MaxValue) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
