using System.Globalization;
using Kuscia.Hosting.Listeners;
using Kuscia.Node.Configuration;
using static System.FormattableString;

namespace Kuscia.Node.Checks;

/// <summary>Memory, disk, clock and limits of the machine, against what a node of the mode needs.</summary>
internal static class MachineChecks
{
    private const long MiB = 1L << 20;
    private const long LeastDisk = 512 * MiB;
    private const long GoodDisk = 10 * 1024 * MiB;

    // A clock that is before the program was written is wrong, whatever it shows.
    private static readonly DateTimeOffset Written = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Memory that the node itself can have now, in MiB, below which it will be ended under load; engines need their own beside it.</summary>
    private static long NeededMiB(NodeMode mode) => mode == NodeMode.Lite ? 256 : 512;

    public static Finding Memory(NodeMode mode)
    {
        long free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MiB;
        long available = Math.Min(free, AvailableMiB() ?? free);
        long needed = NeededMiB(mode);
        return available >= needed
            ? Finding.Ok("memory", Invariant($"{available} MiB are available, a node needs {needed} MiB for itself"), Invariant($"可用内存 {available} MiB，节点自身需要 {needed} MiB"))
            : new Finding(
                "memory", Verdict.Warning,
                new Words(Invariant($"{available} MiB are available, and a node needs {needed} MiB for itself beside what its engines take"), Invariant($"可用内存 {available} MiB，而节点自身需要 {needed} MiB，引擎另计")),
                new Words("give the machine or the container more memory (docker run -m 4g)", "为机器或容器增加内存（docker run -m 4g）"));
    }

    public static Finding Disk(string root)
    {
        string place = Existing(root);
        long free = new DriveInfo(place).AvailableFreeSpace;
        Words what = new(Invariant($"{free / MiB} MiB are free under {place}"), Invariant($"{place} 下剩余 {free / MiB} MiB"));
        return free >= GoodDisk ? new Finding("disk", Verdict.Ok, what) : new Finding(
            "disk", free < LeastDisk ? Verdict.Failed : Verdict.Warning, what,
            new Words($"free space there, or set rootDir (KUSCIA_HOME) to a larger disk: store, logs and results lie below it", $"清理空间，或把 rootDir（KUSCIA_HOME）设到更大的磁盘：存储、日志和结果都在其下"));
    }

    public static Finding Clock(DateTimeOffset now) => now >= Written
        ? Finding.Ok("clock", Invariant($"it is {now.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z"), Invariant($"当前时间 {now.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z"))
        : new Finding(
            "clock", Verdict.Failed,
            new Words(Invariant($"the clock shows {now.UtcDateTime:yyyy-MM-dd HH:mm}Z, which is past: certificates of this node would be worth nothing to others"), Invariant($"时钟显示 {now.UtcDateTime:yyyy-MM-dd HH:mm}Z，早于程序发布时间：本节点签发的证书对他人无效")),
            new Words("set it: timedatectl set-ntp true", "校准时钟：timedatectl set-ntp true"));

    public static Finding Files() => DescriptorLimit.Fault() is { } fault
        ? new Finding(
            "files", Verdict.Failed,
            new Words(fault.Split(';')[0], Invariant($"打开文件数的上限是 {DescriptorLimit.Raise()}，节点至少需要 {DescriptorLimit.Smallest}")),
            new Words("ulimit -Hn 65536 (LimitNOFILE=65536 of a systemd service, --ulimit nofile=65536 of a container)", "ulimit -Hn 65536（systemd 服务用 LimitNOFILE=65536，容器用 --ulimit nofile=65536）"))
        : Finding.Ok("files", Invariant($"{DescriptorLimit.Raise()} files may be open, {DescriptorLimit.ForConnections()} of them connections"), Invariant($"可打开 {DescriptorLimit.Raise()} 个文件，其中 {DescriptorLimit.ForConnections()} 个用于连接"));

    private static long? AvailableMiB()
    {
        try
        {
            string line = System.IO.File.ReadLines("/proc/meminfo").First(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
            return long.Parse(string.Concat(line.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string Existing(string path)
    {
        string place = path;
        while (!Directory.Exists(place) && Path.GetDirectoryName(place) is { } parent)
        {
            place = parent;
        }

        return place;
    }
}
