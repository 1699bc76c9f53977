using System.Globalization;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>
/// Control groups of containers (cgroups(7)), version 2 or 1, below the group <c>kuscia.apps</c>, where this user may make them. A container's group is
/// named by its id, so that a restarted node finds it again.
/// </summary>
internal sealed class ControlGroups
{
    private const string Parent = "kuscia.apps";
    private const int PeriodMicroseconds = 100_000;

    // The kernel takes no quota below this (sched-bwc).
    private const int MinQuotaMicroseconds = 1000;

    private readonly string? _unified;
    private readonly string? _memory;
    private readonly string? _cpu;

    private ControlGroups(string? unified, string? memory, string? cpu)
    {
        _unified = unified;
        _memory = memory;
        _cpu = cpu;
    }

    /// <summary>Resources that are held to their limits by groups.</summary>
    public IReadOnlyList<string> Held => _unified is not null ? ["cpu", "memory"] : [.. _cpu is null ? (string[])[] : ["cpu"], .. _memory is null ? (string[])[] : ["memory"]];

    /// <summary>Finds out what this user may use.</summary>
    /// <param name="mount">Where control groups are mounted, <c>/sys/fs/cgroup</c>.</param>
    public static ControlGroups Detect(string mount)
    {
        string? unified = File.Exists(Path.Combine(mount, "cgroup.controllers")) ? Unified(mount) : null;
        return new ControlGroups(
            unified,
            unified is null ? Hierarchy(Path.Combine(mount, "memory"), "memory.limit_in_bytes") : null,
            unified is null ? Hierarchy(Path.Combine(mount, "cpu"), "cpu.cfs_quota_us") : null);
    }

    /// <summary>Makes the group of a container with its limits and returns the files to which the id of its first process is to be written.</summary>
    /// <exception cref="IOException">A group cannot be made.</exception>
    public IReadOnlyList<string> Create(string id, ContainerLimits limits)
    {
        List<string> joins = [];
        if (limits.MemoryBytes is { } bytes && (_unified ?? _memory) is { } memory)
        {
            string group = Make(memory, id, joins);
            string text = bytes.ToString(CultureInfo.InvariantCulture);
            Write(group, _unified is null ? "memory.limit_in_bytes" : "memory.max", text);
            // Swap would be a way around the limit; not every kernel counts it.
            TryWrite(group, _unified is null ? "memory.memsw.limit_in_bytes" : "memory.swap.max", _unified is null ? text : "0");
        }

        if (limits.Cpu is { } cpus && (_unified ?? _cpu) is { } cpu)
        {
            string group = Make(cpu, id, joins);
            string quota = ((long)Math.Max(MinQuotaMicroseconds, cpus * PeriodMicroseconds)).ToString(CultureInfo.InvariantCulture);
            if (_unified is not null)
            {
                Write(group, "cpu.max", $"{quota} {PeriodMicroseconds}");
            }
            else
            {
                Write(group, "cpu.cfs_period_us", PeriodMicroseconds.ToString(CultureInfo.InvariantCulture));
                Write(group, "cpu.cfs_quota_us", quota);
            }
        }

        return joins;
    }

    /// <summary>True when the kernel ended a process of the container because of its memory limit.</summary>
    public bool WasOutOfMemory(string id) =>
        (_unified ?? _memory) is { } memory && ReadLines(Path.Combine(memory, id, _unified is null ? "memory.oom_control" : "memory.events"))
            .Any(l => l.Split(' ') is ["oom_kill", var times] && times != "0");

    /// <summary>Removes the group of a container; one that still holds a dying process stays until the next look.</summary>
    public void Remove(string id)
    {
        foreach (string root in Roots())
        {
            TryRemove(Path.Combine(root, id));
        }
    }

    private IEnumerable<string> Roots() => new[] { _unified, _memory, _cpu }.OfType<string>();

    private static string Make(string root, string id, List<string> joins)
    {
        string group = Path.Combine(root, id);
        Directory.CreateDirectory(group);
        string join = Path.Combine(group, "cgroup.procs");
        if (!joins.Contains(join))
        {
            joins.Add(join);
        }

        return group;
    }

    // Version 2: controllers must be handed down twice, to our group and from it to the containers.
    private static string? Unified(string mount)
    {
        string parent = Path.Combine(mount, Parent);
        try
        {
            Directory.CreateDirectory(parent);
            TryWrite(mount, "cgroup.subtree_control", "+cpu +memory");
            Write(parent, "cgroup.subtree_control", "+cpu +memory");
            return Probe(parent, "memory.max") && Probe(parent, "cpu.max") ? parent : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryRemove(parent);
            return null;
        }
    }

    private static string? Hierarchy(string mount, string file)
    {
        string parent = Path.Combine(mount, Parent);
        try
        {
            if (!File.Exists(Path.Combine(mount, "cgroup.procs")))
            {
                return null;
            }

            Directory.CreateDirectory(parent);
            return Probe(parent, file) ? parent : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // What counts is that a group can be made and written, whatever the mount says of itself.
    private static bool Probe(string parent, string file)
    {
        string probe = Path.Combine(parent, $"probe-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}");
        try
        {
            Directory.CreateDirectory(probe);
            using FileStream limit = new(Path.Combine(probe, file), FileMode.Open, FileAccess.Write);
            using FileStream join = new(Path.Combine(probe, "cgroup.procs"), FileMode.Open, FileAccess.Write);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        finally
        {
            TryRemove(probe);
        }
    }

    private static void Write(string group, string file, string text)
    {
        // These files are written by one write(2) each and never made anew.
        using FileStream stream = new(Path.Combine(group, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }

    private static void TryWrite(string group, string file, string text)
    {
        try
        {
            Write(group, file, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Optional here: what must hold is probed.
        }
    }

    private static void TryRemove(string group)
    {
        try
        {
            if (Directory.Exists(group))
            {
                Directory.Delete(group);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Still in use.
        }
    }

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
