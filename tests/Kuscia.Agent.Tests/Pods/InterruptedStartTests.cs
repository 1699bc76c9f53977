using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Agent.Runtimes.RunP;
using Kuscia.Agent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Agent.Tests.Pods;

/// <summary>What a node finds that was killed between its decision to start a process and the record of that process.</summary>
public sealed class InterruptedStartTests : IAsyncLifetime
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static readonly PodKey Pod = new("alice", "task-0", "3f0c");

    private readonly string _root = Directory.CreateTempSubdirectory("kuscia-start-").FullName;
    private readonly ProcessRuntime _runtime;
    private readonly string _directory;

    public InterruptedStartTests()
    {
        _runtime = new ProcessRuntime(new ProcessRuntimeOptions(_root, "127.0.0.1", []), ControlGroups.Detect(_root), TimeProvider.System, NullLogger<ProcessRuntime>.Instance);
        _directory = new SandboxDirectory(_root, Pod).CreateContainer("main", Id, 0);
        SandboxDirectory.Write(_directory, new ProcessRecord
        {
            Container = "main",
            Id = Id,
            Attempt = 0,
            ProcessId = 0,
            StartTicks = 0,
            BootId = ProcessTable.BootId(),
            StartedAt = TimeProvider.System.GetUtcNow(),
            LogPath = LogPath,
        });
    }

    private string LogPath => Path.Combine(_root, "0.log");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _runtime.RemoveAsync(Pod, CancellationToken.None);
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Process_that_was_started_but_not_recorded_is_taken_over()
    {
        string gate = Path.Combine(_root, "gate");
        Launch($"echo up; while [ ! -e {gate} ]; do sleep 0.05; done; exit 6");
        await AgentWorld.WaitForFileAsync(LogPath);

        ContainerRun run = Assert.Single(await _runtime.AdoptAsync(Pod, CancellationToken.None));
        Assert.False(run.Exited.IsCompleted);
        await File.WriteAllTextAsync(gate, "go");
        ContainerExit exit = await run.Exited.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(6, exit.Code);
    }

    [Fact]
    public async Task Exit_code_of_a_process_that_was_not_recorded_is_found()
    {
        using System.Diagnostics.Process process = Launch("exit 9");
        await process.WaitForExitAsync();

        ContainerRun run = Assert.Single(await _runtime.AdoptAsync(Pod, CancellationToken.None));

        Assert.Equal(9, (await run.Exited).Code);
    }

    [Fact]
    public async Task Process_that_was_not_recorded_is_killed_with_its_pod()
    {
        using System.Diagnostics.Process process = Launch("echo up; exec sleep 600");
        await AgentWorld.WaitForFileAsync(LogPath);

        await _runtime.RemoveAsync(Pod, CancellationToken.None);

        await AgentWorld.WaitForEndAsync(process.Id);
        Assert.Empty(ProcessTable.WithEnvironment(ProcessLauncher.Marker(Id)));
    }

    [Fact]
    public async Task Process_that_never_began_counts_as_not_started()
    {
        Assert.Empty(await _runtime.AdoptAsync(Pod, CancellationToken.None));
        Assert.False(Directory.Exists(_directory));
    }

    private System.Diagnostics.Process Launch(string script)
    {
        Dictionary<string, string> environment = new() { ["PATH"] = "/usr/bin:/bin", ["KUSCIA_CONTAINER_ID"] = Id };
        return ProcessLauncher.Start(["/bin/sh", "-c", script], environment, _root, LogPath, SandboxDirectory.ExitPath(_directory), new ProcessConfinement([], 0));
    }
}
