using System.Diagnostics.Metrics;

namespace Kuscia.Hosting.Telemetry.Host;

/// <summary>
/// The figures of the machine under the names of node_exporter, which the dashboards of the original ask for. Read from <c>/proc</c> (proc(5)) when somebody asks; a file
/// that is not there gives no figure.
/// </summary>
internal sealed class HostMetrics : IDisposable
{
    private static readonly string[] Modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"];

    private static readonly string[] Memory =
    [
        "MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "SwapTotal", "SwapFree", "SwapCached", "Active", "Inactive", "Dirty", "Shmem", "Slab",
    ];

    private static readonly (string Name, int Column)[] Network =
    [
        ("receive_bytes", 0), ("receive_packets", 1), ("receive_errs", 2), ("receive_drop", 3),
        ("transmit_bytes", 8), ("transmit_packets", 9), ("transmit_errs", 10), ("transmit_drop", 11),
    ];

    private static readonly (string Name, int Column, double Scale)[] Disk =
    [
        ("reads_completed", 3, 1), ("read_bytes", 5, 512), ("read_time_seconds", 6, 0.001),
        ("writes_completed", 7, 1), ("written_bytes", 9, 512), ("write_time_seconds", 10, 0.001), ("io_time_seconds", 12, 0.001),
    ];

    private static readonly string[] Tcp = ["ActiveOpens", "PassiveOpens", "CurrEstab", "InSegs", "OutSegs", "RetransSegs", "InErrs", "OutRsts"];

    private readonly Meter _meter = new("Kuscia.Host");
    private readonly ProcFiles _proc;

    public HostMetrics(ProcFiles proc)
    {
        _proc = proc;
        Processor();
        Levels();
        foreach (string field in Memory)
        {
            Gauge($"node_memory_{field}_bytes", $"{field} of /proc/meminfo.", () => proc.Memory(field) is { } bytes ? [new(bytes)] : []);
        }

        foreach ((string name, int column) in Network)
        {
            Counter($"node_network_{name}_total", "Of each network device.", () => proc.Network().Select(d => Labelled(d.Figures[column], "device", d.Name)));
        }

        foreach ((string name, int column, double scale) in Disk)
        {
            Counter($"node_disk_{name}_total", "Of each disk.", () => proc.Disks().Select(d => Labelled(d.Columns[column] * scale, "device", d.Name)));
        }

        foreach (string field in Tcp)
        {
            Gauge($"node_netstat_Tcp_{field}", $"{field} of TCP in /proc/net/snmp.", () => proc.Tcp(field) is { } figure ? [new(figure)] : []);
        }

        Filesystem("size", d => d.TotalSize);
        Filesystem("free", d => d.TotalFreeSpace);
        Filesystem("avail", d => d.AvailableFreeSpace);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Processor()
    {
        Counter("node_cpu_seconds_total", "Time of each processor in each mode.", () => _proc.Processors().SelectMany(p =>
            Modes.Select((mode, i) => new Measurement<double>(p.Seconds[i], new("cpu", p.Name), new("mode", mode)))));
        Counter("node_context_switches_total", "Switches between tasks.", () => _proc.Stat("ctxt") is { } figure ? [new(figure)] : []);
        Gauge("node_boot_time_seconds", "When the machine was started, in seconds since 1970.", () => _proc.Stat("btime") is { } figure ? [new(figure)] : []);
        Gauge("node_procs_running", "Tasks that run or could.", () => _proc.Stat("procs_running") is { } figure ? [new(figure)] : []);
    }

    private void Levels()
    {
        (string Name, int Column)[] loads = [("node_load1", 0), ("node_load5", 1), ("node_load15", 2)];
        foreach ((string name, int column) in loads)
        {
            Gauge(name, "Mean number of tasks that run or wait for a disk.", () => _proc.Load() is { } load ? [new(load[column])] : []);
        }

        Gauge("node_filefd_allocated", "Open file descriptors of the machine.", () => _proc.FileDescriptors() is { } files ? [new(files.Allocated)] : []);
        Gauge("node_filefd_maximum", "File descriptors that the machine can have open.", () => _proc.FileDescriptors() is { } files ? [new(files.Maximum)] : []);
        Gauge("node_sockstat_TCP_inuse", "TCP sockets in use.", () => _proc.Sockets("inuse") is { } figure ? [new(figure)] : []);
        Gauge("node_sockstat_TCP_tw", "TCP sockets that wait after their end.", () => _proc.Sockets("tw") is { } figure ? [new(figure)] : []);
        Gauge("node_sockstat_TCP_alloc", "TCP sockets that are allocated.", () => _proc.Sockets("alloc") is { } figure ? [new(figure)] : []);
    }

    private void Filesystem(string name, Func<DriveInfo, long> figure) =>
        Gauge($"node_filesystem_{name}_bytes", "Of each file system on a disk.", () => _proc.Mounts().Select(m => new Measurement<double>(
            figure(new DriveInfo(m.MountPoint)), new("device", m.Device), new("fstype", m.Type), new("mountpoint", m.MountPoint))));

    private void Counter(string name, string description, Func<IEnumerable<Measurement<double>>> figures) => _meter.CreateObservableCounter(name, Safe(figures), null, description);

    private void Gauge(string name, string description, Func<IEnumerable<Measurement<double>>> figures) => _meter.CreateObservableGauge(name, Safe(figures), null, description);

    private static Measurement<double> Labelled(double figure, string label, string value) => new(figure, new KeyValuePair<string, object?>(label, value));

    // A device that goes away while it is read takes no other figure with it.
    private static Func<IEnumerable<Measurement<double>>> Safe(Func<IEnumerable<Measurement<double>>> figures) => () =>
    {
        try
        {
            return [.. figures()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    };
}
