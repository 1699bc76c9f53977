using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Runs containers as plain processes of this user in directories of their own.</summary>
/// <param name="sandboxRoot">Directory of the sandboxes.</param>
/// <param name="groups">The control groups that this user may make.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where starts are logged.</param>
internal sealed partial class ProcessRuntime(string sandboxRoot, ControlGroups groups, TimeProvider time, ILogger<ProcessRuntime> logger) : IContainerRuntime
{
    private const long KibibyteBytes = 1024;

    private static readonly TimeSpan AdoptedPollPeriod = TimeSpan.FromMilliseconds(300);
    private const int KilledCode = 137;

    // A launcher that is this old has handed over to the program; a signal sent earlier could be lost in between.
    private static readonly TimeSpan LaunchTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StopPollPeriod = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public string Name => "runp";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> HeldLimits { get; } = Held(groups);

    private static Dictionary<string, string> Held(ControlGroups groups)
    {
        Dictionary<string, string> held = groups.Held.ToDictionary(h => h, _ => "by a control group");
        held.TryAdd("memory", "for each process by RLIMIT_DATA");
        return held;
    }

    /// <inheritdoc/>
    public IReadOnlyList<PodKey> KnownPods() => SandboxDirectory.Pods(sandboxRoot);

    /// <inheritdoc/>
    public IReadOnlyList<ContainerRun> Adopt(PodKey pod)
    {
        List<ContainerRun> runs = [];
        foreach ((string directory, ProcessRecord written) in new SandboxDirectory(sandboxRoot, pod).Runs())
        {
            if (Complete(directory, written) is not { } record)
            {
                SandboxDirectory.Delete(directory);
                continue;
            }

            if (!IsAlive(record))
            {
                runs.Add(RunOf(record, Task.FromResult(ExitOf(directory, null))));
                continue;
            }

            LogAdopted(pod.Name, record.Container, record.ProcessId);
            runs.Add(RunOf(record, Task.Run(() => WatchAdoptedAsync(directory, record))));
        }

        return runs;
    }

    /// <inheritdoc/>
    public async Task<ContainerRun> StartAsync(ContainerStart start, CancellationToken cancellationToken)
    {
        string id = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        string directory = new SandboxDirectory(sandboxRoot, start.Pod).CreateContainer(start.Container, id, start.Attempt);
        // Written before the start as well: a node killed between the two finds its process again by the container id.
        ProcessRecord intent = new()
        {
            Container = start.Container,
            Id = id,
            Attempt = start.Attempt,
            ProcessId = 0,
            StartTicks = 0,
            BootId = ProcessTable.BootId(),
            StartedAt = time.GetUtcNow(),
            LogPath = start.LogPath,
        };
        try
        {
            return await LaunchAsync(start, directory, intent, cancellationToken);
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            KillAll(intent);
            throw new ContainerStartException($"cannot start '{string.Join(' ', start.Command)}': {e.Message}");
        }
    }

    private async Task<ContainerRun> LaunchAsync(ContainerStart start, string directory, ProcessRecord intent, CancellationToken cancellationToken)
    {
        string rootfs = Path.Combine(directory, "rootfs");
        string working = await PopulateAsync(start, rootfs, cancellationToken);
        SandboxDirectory sandbox = new(sandboxRoot, start.Pod);
        foreach (ContainerScratch scratch in start.Scratch)
        {
            Link(rootfs, new ContainerLink(scratch.Path, sandbox.CreateVolume(scratch.Volume, scratch.SubPath)));
        }

        Dictionary<string, string> environment = new(start.Environment, StringComparer.Ordinal) { ["KUSCIA_CONTAINER_ID"] = intent.Id, ["KUSCIA_CONTAINER_ROOT"] = rootfs };
        string program = CommandResolver.Resolve(start.Command is [string first, ..] ? first : "", environment.GetValueOrDefault("PATH", ""), working);
        CreateLog(start.LogPath);
        SandboxDirectory.Write(directory, intent);
        Process process = ProcessLauncher.Start([program, .. start.Command.Skip(1)], environment, working, start.LogPath, SandboxDirectory.ExitPath(directory), Confine(intent.Id, start.Limits));
        ProcessRecord record = intent with { ProcessId = process.Id, StartTicks = ProcessTable.StartTicks(process.Id) ?? 0 };
        SandboxDirectory.Write(directory, record);
        LogStarted(start.Pod.Name, start.Container, process.Id);
        return RunOf(record, Task.Run(() => WatchChildAsync(process, directory, record), CancellationToken.None));
    }

    // Where no control group can be made, each process of the container gets the limit for itself.
    private ProcessConfinement Confine(string id, ContainerLimits limits)
    {
        long data = limits.MemoryBytes is { } bytes && !groups.Held.Contains("memory") ? Math.Max(1, bytes / KibibyteBytes) : 0;
        return new ProcessConfinement(limits.IsNone ? [] : groups.Create(id, limits), data);
    }

    /// <inheritdoc/>
    public async Task StopAsync(ContainerRun run, TimeSpan grace, Task force, CancellationToken cancellationToken)
    {
        if (run.Exited.IsCompleted || Find(run) is not { } found)
        {
            return;
        }

        if (grace > TimeSpan.Zero && !force.IsCompleted)
        {
            TimeSpan young = LaunchTime - (time.GetUtcNow() - run.StartedAt);
            await Task.WhenAny(run.Exited, Task.Delay(young > TimeSpan.Zero && young <= LaunchTime ? young : TimeSpan.Zero, time, cancellationToken));
            ProcessSignals.SendToGroup(found.ProcessId, ProcessSignals.Terminate);
            using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(run.Exited, force, Task.Delay(grace, time, waiting.Token));
            await waiting.CancelAsync();
        }

        while (!run.Exited.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            KillAll(found);
            await Task.WhenAny(run.Exited, Task.Delay(StopPollPeriod, time, cancellationToken));
        }
    }

    /// <inheritdoc/>
    public Task<(int Code, string Output)> ExecAsync(ContainerRun run, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        Find(run) is { } record ? ContainerExec.RunAsync(record, command, cancellationToken) : throw new ContainerStartException("the container does not run any more");

    /// <inheritdoc/>
    public void Remove(PodKey pod)
    {
        SandboxDirectory sandbox = new(sandboxRoot, pod);
        foreach ((_, ProcessRecord record) in sandbox.Runs())
        {
            KillAll(record);
            groups.Remove(record.Id);
        }

        SandboxDirectory.Delete(sandbox.Path);
    }

    // A record without a process is that of a node killed while it started the container. Null when the process never began.
    private static ProcessRecord? Complete(string directory, ProcessRecord record)
    {
        if (record.ProcessId != 0)
        {
            return record;
        }

        // The oldest leader: what the program starts may lead sessions of its own.
        int launcher = record.BootId != ProcessTable.BootId()
            ? 0
            : ProcessTable.WithEnvironment(ProcessLauncher.Marker(record.Id)).Where(ProcessTable.IsSessionLeader).OrderBy(p => ProcessTable.StartTicks(p) ?? long.MaxValue).FirstOrDefault();
        if (launcher == 0)
        {
            return SandboxDirectory.HasBegun(directory) ? record : null;
        }

        ProcessRecord complete = record with { ProcessId = launcher, StartTicks = ProcessTable.StartTicks(launcher) ?? 0 };
        SandboxDirectory.Write(directory, complete);
        return complete;
    }

    private ProcessRecord? Find(ContainerRun run) =>
        SandboxDirectory.Pods(sandboxRoot).SelectMany(p => new SandboxDirectory(sandboxRoot, p).Runs()).FirstOrDefault(r => r.Record.Id == run.Id).Record;

    private static ContainerRun RunOf(ProcessRecord record, Task<ContainerExit> exited) => new()
    {
        Container = record.Container,
        Id = record.Id,
        Attempt = record.Attempt,
        StartedAt = record.StartedAt,
        LogPath = record.LogPath,
        Exited = exited,
    };

    private static async Task<string> PopulateAsync(ContainerStart start, string rootfs, CancellationToken cancellationToken)
    {
        string working = ContainerPaths.Map(rootfs, start.WorkingDirectory);
        Directory.CreateDirectory(working);
        foreach (ContainerFile file in start.Files)
        {
            string path = ContainerPaths.Map(rootfs, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? rootfs);
            FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = file.Mode };
            await using FileStream stream = new(path, options);
            await stream.WriteAsync(file.Content, cancellationToken);
        }

        foreach (ContainerLink link in start.Links)
        {
            Link(rootfs, link);
        }

        return working;
    }

    private static void Link(string rootfs, ContainerLink link)
    {
        string path = ContainerPaths.Map(rootfs, link.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? rootfs);
        File.CreateSymbolicLink(path, link.HostPath);
    }

    private static void CreateLog(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        FileStreamOptions options = new()
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
        };
        using FileStream log = new(path, options);
    }

    private async Task<ContainerExit> WatchChildAsync(Process process, string directory, ProcessRecord record)
    {
        int launcherCode;
        using (process)
        {
            await process.WaitForExitAsync(CancellationToken.None);
            launcherCode = process.ExitCode;
        }

        KillAll(record);
        return Ended(record, ExitOf(directory, launcherCode));
    }

    private async Task<ContainerExit> WatchAdoptedAsync(string directory, ProcessRecord record)
    {
        while (IsAlive(record))
        {
            await Task.Delay(AdoptedPollPeriod, time, CancellationToken.None);
        }

        KillAll(record);
        return Ended(record, ExitOf(directory, KilledCode));
    }

    private ContainerExit Ended(ProcessRecord record, ContainerExit exit)
    {
        bool starved = exit.Code != 0 && groups.WasOutOfMemory(record.Id);
        groups.Remove(record.Id);
        return starved
            ? exit with { Reason = ContainerExit.OutOfMemory, Message = "the container needed more memory than its limit; raise resources.memory of the party or the limit in the AppImage" }
            : exit;
    }

    private ContainerExit ExitOf(string directory, int? launcherCode)
    {
        if (SandboxDirectory.ReadExit(directory) is { } exit)
        {
            return ContainerExit.FromCode(exit.Code, exit.At);
        }

        // No code was written: the launcher itself was killed, by this node (stop), by the kernel (memory) or by somebody else, or the machine went down.
        return launcherCode is { } code
            ? new ContainerExit(code, "Error", time.GetUtcNow())
            : new ContainerExit(KilledCode, ContainerExit.Lost, time.GetUtcNow(), "the container ended while the node was not running and its exit code is lost");
    }

    private static bool IsAlive(ProcessRecord record) => record.BootId == ProcessTable.BootId() && ProcessTable.StartTicks(record.ProcessId) == record.StartTicks;

    // The group, and those that left it: every process of a container carries its marker in the environment it was started with.
    private static void KillAll(ProcessRecord record)
    {
        if (record.BootId != ProcessTable.BootId())
        {
            return;
        }

        if (IsAlive(record))
        {
            ProcessSignals.SendToGroup(record.ProcessId, ProcessSignals.Kill);
        }

        foreach (int process in ProcessTable.WithEnvironment(ProcessLauncher.Marker(record.Id)))
        {
            ProcessSignals.Send(process, ProcessSignals.Kill);
        }
    }
}
