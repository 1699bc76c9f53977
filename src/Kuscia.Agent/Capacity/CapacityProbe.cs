using System.Globalization;
using Kuscia.Hosting.Modules;

namespace Kuscia.Agent.Capacity;

/// <summary>Reads what this machine (or the control group around the node) offers.</summary>
internal static class CapacityProbe
{
    private const decimal FreeCpuReservation = 0.5m;
    private const long DefaultBandwidth = 1000;

    /// <summary>Capacity of the node; throws when less is there than must be kept back.</summary>
    public static NodeCapacity Detect(AgentOptions options)
    {
        AgentCapacityOptions wanted = options.Capacity;
        int cpu = wanted.Cpu ?? Math.Min(Environment.ProcessorCount, CpuQuota() ?? int.MaxValue);
        long memory = wanted.MemoryBytes ?? DetectMemory();
        long bandwidth = wanted.BandwidthMbps ?? DetectBandwidth();
        Require("memory", memory, wanted.ReservedMemoryBytes, "bytes");
        Require("cpu", cpu, wanted.ReservedCpu, "CPUs");
        return new NodeCapacity
        {
            Cpu = cpu,
            // As documented: the CPU is only reduced when more than half a CPU is kept back.
            AllocatableCpu = wanted.ReservedCpu > FreeCpuReservation ? cpu - wanted.ReservedCpu : cpu,
            MemoryBytes = memory,
            AllocatableMemoryBytes = memory - wanted.ReservedMemoryBytes,
            StorageBytes = StorageOf(options.RootDirectory).Total,
            BandwidthMbps = bandwidth,
            AllocatableBandwidthMbps = Math.Max(0, bandwidth - wanted.ReservedBandwidthMbps),
            Pods = wanted.Pods,
        };
    }

    /// <summary>Total and free bytes of the file system that holds a path.</summary>
    public static (long Total, long Free) StorageOf(string path)
    {
        try
        {
            DriveInfo drive = new(path);
            return (drive.TotalSize, drive.AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (0, 0);
        }
    }

    /// <summary>Share of memory in use, 0 to 1.</summary>
    public static double MemoryUse()
    {
        (long total, long available) = HostMemory();
        return total == 0 ? 0 : 1 - ((double)available / total);
    }

    private static void Require(string what, decimal available, decimal reserved, string unit)
    {
        if (available <= reserved)
        {
            throw new ModuleStartException(string.Create(
                CultureInfo.InvariantCulture,
                $"the node has {available} {unit} of {what} but reservedResources.{what} keeps back {reserved}; lower reservedResources.{what} or give the node more"));
        }
    }

    private static long DetectMemory()
    {
        long host = HostMemory().Total;
        long? limit = ReadNumber("/sys/fs/cgroup/memory.max") ?? ReadNumber("/sys/fs/cgroup/memory/memory.limit_in_bytes");
        return limit is > 0 && limit < host ? limit.Value : host;
    }

    private static (long Total, long Available) HostMemory()
    {
        long total = 0;
        long available = 0;
        foreach (string line in ReadLines("/proc/meminfo"))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
            {
                total = Kibibytes(line);
            }

            if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
            {
                available = Kibibytes(line);
            }
        }

        return (total, available);
    }

    private static long Kibibytes(string line) =>
        long.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1), CultureInfo.InvariantCulture, out long value) ? value * 1024 : 0;

    private static int? CpuQuota()
    {
        string[] v2 = ReadLines("/sys/fs/cgroup/cpu.max").FirstOrDefault()?.Split(' ') ?? [];
        if (v2.Length == 2 && long.TryParse(v2[0], CultureInfo.InvariantCulture, out long quota) && long.TryParse(v2[1], CultureInfo.InvariantCulture, out long period))
        {
            return WholeCpus(quota, period);
        }

        return WholeCpus(ReadNumber("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"), ReadNumber("/sys/fs/cgroup/cpu/cpu.cfs_period_us"));
    }

    private static int? WholeCpus(long? quota, long? period) => quota is > 0 && period is > 0 ? (int)Math.Max(1, quota.Value / period.Value) : null;

    private static long DetectBandwidth() => ReadNumber("/sys/class/net/eth0/speed") is > 0 and { } speed ? speed : DefaultBandwidth;

    private static long? ReadNumber(string path) =>
        long.TryParse(ReadLines(path).FirstOrDefault(), CultureInfo.InvariantCulture, out long value) ? value : null;

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
