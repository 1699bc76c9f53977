using System.ComponentModel;
using System.Diagnostics;
using Kuscia.Agent.Images;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Runs containers as plain processes of this user in directories of their own.</summary>
/// <param name="options">Places and names.</param>
/// <param name="groups">The control groups that this user may make.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where starts are logged.</param>
internal sealed partial class ProcessRuntime(ProcessRuntimeOptions options, ControlGroups groups, TimeProvider time, ILogger<ProcessRuntime> logger) : IContainerRuntime
{
    private const long KibibyteBytes = 1024;

    // A launcher that is this old has handed over to the program; a signal sent earlier could be lost in between.
    private static readonly TimeSpan LaunchTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StopPollPeriod = TimeSpan.FromMilliseconds(20);

    private readonly ProcessWatch _watch = new(groups, time);
    private readonly PodNetwork _network = new(options.HostAddress);

    /// <inheritdoc/>
    public string Name => "runp";

    /// <inheritdoc/>
    public bool SharesPorts => true;

    /// <inheritdoc/>
    public IImageStore Images { get; } = new BuiltInImages(options.BuiltInImages);

    // Where no control group can be made, each process of a container gets its memory limit for itself.
    private IEnumerable<string> HeldLimits => groups.Held.Append("memory").Distinct();

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        ProcessLauncher.CheckMachine();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public PodReview Review(Pod pod) => ProcessReview.Of(pod, HeldLimits);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PodKey>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(SandboxDirectory.Pods(options.SandboxDirectory));

    /// <inheritdoc/>
    public Task<PodNetwork> OpenPodAsync(PodSandbox sandbox, CancellationToken cancellationToken) => Task.FromResult(_network);

    /// <inheritdoc/>
    public LogSource? LogOf(ContainerRun run) => null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ContainerRun>> AdoptAsync(PodKey pod, CancellationToken cancellationToken)
    {
        List<ContainerRun> runs = [];
        foreach ((string directory, ProcessRecord written) in Sandbox(pod).Runs())
        {
            if (Complete(directory, written) is not { } record)
            {
                SandboxDirectory.Delete(directory);
                continue;
            }

            if (!ProcessWatch.IsAlive(record))
            {
                runs.Add(RunOf(pod, record, Task.FromResult(_watch.ExitOf(directory, null))));
                continue;
            }

            LogAdopted(pod.Name, record.Container, record.ProcessId);
            runs.Add(RunOf(pod, record, Task.Run(() => _watch.WatchAdoptedAsync(directory, record), CancellationToken.None)));
        }

        return Task.FromResult<IReadOnlyList<ContainerRun>>(runs);
    }

    /// <inheritdoc/>
    public async Task<ContainerRun> StartAsync(ContainerStart start, CancellationToken cancellationToken)
    {
        string id = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        string directory = Sandbox(start.Pod).CreateContainer(start.Container, id, start.Attempt);
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
            ProcessWatch.KillAll(intent);
            throw new ContainerStartException($"cannot start '{string.Join(' ', start.Command)}': {e.Message}");
        }
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
            ProcessWatch.KillAll(found);
            await Task.WhenAny(run.Exited, Task.Delay(StopPollPeriod, time, cancellationToken));
        }
    }

    /// <inheritdoc/>
    public Task<int> ExecAsync(ContainerRun run, ExecRequest request, CancellationToken cancellationToken) =>
        Find(run) is { } record ? ContainerExec.RunAsync(record, request, cancellationToken) : throw new ContainerStartException("the container does not run any more");

    /// <inheritdoc/>
    public Task<ContainerStats?> StatsAsync(ContainerRun run, CancellationToken cancellationToken) =>
        Task.FromResult(Find(run) is { } record && ProcessWatch.IsAlive(record) ? ProcessTable.UseOf(ProcessTable.WithEnvironment(ProcessLauncher.Marker(record.Id))) : null);

    /// <inheritdoc/>
    public string? StagesOf(ContainerRun run) => Locate(run).Directory is { } directory ? SandboxDirectory.StagesPath(directory) : null;

    /// <inheritdoc/>
    public Task RemoveAsync(PodKey pod, CancellationToken cancellationToken)
    {
        SandboxDirectory sandbox = Sandbox(pod);
        foreach ((string directory, ProcessRecord record) in sandbox.Runs())
        {
            // With its process: a signal to the group also reaches those that are in the middle of execve(2) and show no marker.
            ProcessWatch.KillAll(Complete(directory, record) ?? record);
            groups.Remove(record.Id);
        }

        SandboxDirectory.Delete(sandbox.Path);
        return Task.CompletedTask;
    }

    private async Task<ContainerRun> LaunchAsync(ContainerStart start, string directory, ProcessRecord intent, CancellationToken cancellationToken)
    {
        string rootfs = Path.Combine(directory, "rootfs");
        string working = await ContainerRoot.PopulateAsync(start, rootfs, Sandbox(start.Pod), cancellationToken);
        Dictionary<string, string> environment = new(start.Environment, StringComparer.Ordinal)
        {
            ["KUSCIA_CONTAINER_ID"] = intent.Id,
            ["KUSCIA_CONTAINER_ROOT"] = rootfs,
            ["KUSCIA_STAGES_FILE"] = SandboxDirectory.StagesPath(directory),
        };
        string program = CommandResolver.Resolve(start.Command is [string first, ..] ? first : "", environment.GetValueOrDefault("PATH", ""), working);
        ContainerRoot.CreateLog(start.LogPath);
        SandboxDirectory.Write(directory, intent);
        Process process = ProcessLauncher.Start([program, .. start.Command.Skip(1)], environment, working, start.LogPath, SandboxDirectory.ExitPath(directory), Confine(intent.Id, start.Limits));
        ProcessRecord record = intent with { ProcessId = process.Id, StartTicks = ProcessTable.StartTicks(process.Id) ?? 0 };
        SandboxDirectory.Write(directory, record);
        LogStarted(start.Pod.Name, start.Container, process.Id);
        return RunOf(start.Pod, record, Task.Run(() => _watch.WatchChildAsync(process, directory, record), CancellationToken.None));
    }

    private ProcessConfinement Confine(string id, ContainerLimits limits)
    {
        long data = limits.MemoryBytes is { } bytes && !groups.Held.Contains("memory") ? Math.Max(1, bytes / KibibyteBytes) : 0;
        return new ProcessConfinement(limits.IsNone ? [] : groups.Create(id, limits), data);
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

    private SandboxDirectory Sandbox(PodKey pod) => new(options.SandboxDirectory, pod);

    private ProcessRecord? Find(ContainerRun run) => Locate(run).Record;

    private (string? Directory, ProcessRecord? Record) Locate(ContainerRun run) => Sandbox(run.Pod).Runs().FirstOrDefault(r => r.Record.Id == run.Id);

    private static ContainerRun RunOf(PodKey pod, ProcessRecord record, Task<ContainerExit> exited) => new()
    {
        Pod = pod,
        Container = record.Container,
        Id = record.Id,
        Attempt = record.Attempt,
        StartedAt = record.StartedAt,
        LogPath = record.LogPath,
        Exited = exited,
    };
}
