using System.Globalization;

namespace Kuscia.Hosting.Telemetry.Host;

/// <summary>Reads the figures of the machine from the files of <c>/proc</c>; null or nothing for what is not there. Throws <see cref="IOException"/> for a file that cannot be read.</summary>
/// <param name="root">Where the files lie, <c>/proc</c>.</param>
internal sealed class ProcFiles(string root)
{
    // USER_HZ, the same on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    private const int Kibibyte = 1024;

    /// <summary>Seconds of each processor: user, nice, system, idle, iowait, irq, softirq, steal.</summary>
    public IEnumerable<(string Name, double[] Seconds)> Processors() =>
        from line in Lines("stat")
        where line.StartsWith("cpu", StringComparison.Ordinal) && line.Length > 3 && char.IsAsciiDigit(line[3])
        let columns = Columns(line)
        where columns.Length > 8
        select (columns[0][3..], columns[1..9].Select(c => Number(c) / TicksPerSecond).ToArray());

    /// <summary>A single figure of <c>stat</c>.</summary>
    public double? Stat(string name) => Line("stat", name + " ") is { } line ? Number(Columns(line)[1]) : null;

    /// <summary>The load of the last 1, 5 and 15 minutes.</summary>
    public double[]? Load() => Lines("loadavg").FirstOrDefault() is { } line && Columns(line) is { Length: > 2 } columns ? [.. columns[..3].Select(Number)] : null;

    /// <summary>A field of <c>meminfo</c> in bytes.</summary>
    public double? Memory(string field) => Line("meminfo", field + ":") is { } line ? Number(Columns(line)[1]) * Kibibyte : null;

    /// <summary>The 16 figures of each network device, those of receiving first.</summary>
    public IEnumerable<(string Name, double[] Figures)> Network() =>
        from line in Lines("net/dev").Skip(2)
        let colon = line.IndexOf(':', StringComparison.Ordinal)
        where colon > 0
        let figures = Columns(line[(colon + 1)..])
        where figures.Length >= 16
        select (line[..colon].Trim(), figures.Select(Number).ToArray());

    /// <summary>The columns of each disk as in <c>diskstats</c>, numbers from the third on; disks in memory are left out.</summary>
    public IEnumerable<(string Name, double[] Columns)> Disks() =>
        from line in Lines("diskstats")
        let columns = Columns(line)
        where columns.Length > 13 && !columns[2].StartsWith("loop", StringComparison.Ordinal) && !columns[2].StartsWith("ram", StringComparison.Ordinal)
        select (columns[2], columns.Select((c, i) => i == 2 ? 0 : Number(c)).ToArray());

    /// <summary>A figure of TCP in <c>net/snmp</c>, where a line of names stands over a line of figures.</summary>
    public double? Tcp(string field)
    {
        string[][] lines = [.. Lines("net/snmp").Where(l => l.StartsWith("Tcp:", StringComparison.Ordinal)).Select(Columns)];
        int at = lines.Length < 2 ? -1 : Array.IndexOf(lines[0], field);
        return at < 0 || at >= lines[1].Length ? null : Number(lines[1][at]);
    }

    /// <summary>A figure of TCP in <c>net/sockstat</c>, where names and figures take turns.</summary>
    public double? Sockets(string field)
    {
        string[] columns = Columns(Line("net/sockstat", "TCP:") ?? "");
        int at = Array.IndexOf(columns, field);
        return at < 0 || at + 1 >= columns.Length ? null : Number(columns[at + 1]);
    }

    /// <summary>File descriptors of the machine.</summary>
    public (double Allocated, double Maximum)? FileDescriptors() =>
        Lines("sys/fs/file-nr").FirstOrDefault() is { } line && Columns(line) is { Length: > 2 } columns ? (Number(columns[0]), Number(columns[2])) : null;

    /// <summary>File systems that lie on a device, each once.</summary>
    public IEnumerable<(string Device, string MountPoint, string Type)> Mounts() => Lines("self/mounts")
        .Select(Columns)
        .Where(c => c.Length > 2 && c[0].StartsWith("/dev/", StringComparison.Ordinal) && Directory.Exists(c[1]))
        .Select(c => (c[0], c[1], c[2]))
        .DistinctBy(m => m.Item1);

    private string? Line(string file, string start) => Lines(file).FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal));

    private IEnumerable<string> Lines(string file)
    {
        string path = Path.Combine(root, file);
        return File.Exists(path) ? File.ReadLines(path) : [];
    }

    private static string[] Columns(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;
}
