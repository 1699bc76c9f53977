using System.Runtime.InteropServices;

namespace Kuscia.Hosting.Listeners;

/// <summary>
/// How many file descriptors this process may open, and how many of them connections may take. The .NET runtime ends the process ("Out of memory.") when it
/// cannot open one of its own files, for example <c>/proc/self/status</c>: connections must never use up the last descriptors.
/// </summary>
public static class DescriptorLimit
{
    /// <summary>Kept for the program's own files, its database, logs and the runtime; a whole node with no connection holds about 250.</summary>
    public const int Reserve = 384;

    /// <summary>The least limit a node starts with: its own files and a few connections of everybody.</summary>
    public const int Smallest = Reserve + 128;

    private const int NumberOfFiles = 7; // RLIMIT_NOFILE, getrlimit(2), on x86-64 and arm64
    private const int MostUsed = 1 << 20;
    private const int Least = 64;

    /// <summary>Raises the soft limit to the hard one, where that is allowed, and tells the limit in force.</summary>
    public static int Raise()
    {
        if (GetLimit(NumberOfFiles, out ResourceLimit limit) != 0)
        {
            return 1024;
        }

        if (limit.Soft < limit.Hard)
        {
            ResourceLimit raised = new() { Soft = limit.Hard, Hard = limit.Hard };
            limit = SetLimit(NumberOfFiles, in raised) == 0 ? raised : limit;
        }

        return (int)Math.Min(limit.Soft, MostUsed);
    }

    /// <summary>Null when the limit is high enough for a node, otherwise what is wrong and how to mend it.</summary>
    public static string? Fault()
    {
        int limit = Raise();
        return limit >= Smallest
            ? null
            : $"the limit of open files is {limit}, and a node needs at least {Smallest}: under a flood of connections it would end; raise the hard limit (ulimit -Hn 65536, LimitNOFILE=65536 of a systemd service, --ulimit nofile=65536 of a container)";
    }

    /// <summary>Descriptors that all connections of this process together may take.</summary>
    public static int ForConnections() => Math.Max(Least, Raise() - Reserve);

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out ResourceLimit limit);

    [DllImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
