using System.CommandLine;
using System.Diagnostics;
using Kuscia.Agent;
using Kuscia.Hosting.Listeners;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Kuscia.Node.Configuration;
using Kuscia.Node.Logging;
using Kuscia.Node.Modes;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia start</c>: runs the node in the foreground until SIGTERM or SIGINT.</summary>
internal static class StartCommand
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        Option<string> config = new("--config", "-c") { Description = "the configuration file", DefaultValueFactory = _ => DefaultConfig() };
        Option<bool> hotReload = new("--loglevel-hot-reload", "-l") { Description = "apply a changed logLevel of the file while running", DefaultValueFactory = _ => true };
        Command command = new("start", "Run the node in the foreground") { config, hotReload };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(config) ?? "", result.GetValue(hotReload), cancellationToken));
        return command;
    }

    internal static string DefaultConfig() =>
        Path.Combine(Environment.GetEnvironmentVariable("KUSCIA_HOME") ?? NodeConfigLoader.DefaultRoot, "etc", "conf", "kuscia.yaml");

    private static async Task<int> RunAsync(string path, bool hotReload, CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        NativeHeap.LimitArenas();
        if (DescriptorLimit.Fault() is { } fault)
        {
            throw new CommandException(fault);
        }

        NodeConfig config = await LoadAsync(path, cancellationToken);
        NodeFolders.Prepare(config);
        using RootLock root = RootLock.Take(config.RootDirectory);
        RootIdentity.Require(config);
        IReadOnlyList<string> open = NodeFolders.Tighten(config);
        NodePorts.Check(config);
        using NodeLog log = NodeLog.Open(config, hotReload ? path : null);
        foreach (string warning in Warnings(config, open))
        {
            await Console.Error.WriteLineAsync($"warning: {warning}");
        }

        ConsoleObserver observer = new(Console.Out, Console.Error);
        using DomainIdentity identity = DomainIdentity.Load(config.DomainId, config.DomainKeyData, config.CertsDirectory, TimeProvider.System);
        NodeParts node = new(config, identity, log.Factory, TimeProvider.System);
        await using ModuleHost host = new(observer, ReadyLimit, TimeProvider.System);
        try
        {
            await host.RunAsync(node.StartAsync, cancellationToken);
            await Console.Out.WriteLineAsync(
                $"node {config.DomainId} ready in {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0} ms; kubeconfig {Path.Combine(config.RootDirectory, "etc", "kubeconfig")}, logs {config.LogDirectory}");
            _ = QuietMemory.RunAsync(TimeProvider.System, cancellationToken);
            await host.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Out.WriteLineAsync($"node {config.DomainId} stopping");
        }

        return 0;
    }

    // A named pipe may be given as the file, and waits for its writer: SIGTERM ends that too.
    private static Task<NodeConfig> LoadAsync(string path, CancellationToken cancellationToken) =>
        Task.Run(() => NodeConfigLoader.Load(path, Environment.GetEnvironmentVariable), cancellationToken).WaitAsync(cancellationToken);

    private static IEnumerable<string> Warnings(NodeConfig config, IReadOnlyList<string> open)
    {
        if (open.Count > 0)
        {
            yield return $"{open[0]}{(open.Count > 1 ? $" and {open.Count - 1} more" : "")} may be readable by other users of this machine and belong to another user; run the node as the owner of its root";
        }

        foreach (UnknownKey unknown in config.UnknownKeys)
        {
            yield return $"{unknown.Key} is no key of kuscia.yaml; it has no effect{(unknown.Nearest is { } nearest ? $" (did you mean {nearest}?)" : "")}";
        }

        if (config.Mode != NodeMode.Master && !AgentRuntimes.Offered.Contains(config.Runtime))
        {
            yield return $"runtime {config.Runtime} is not available in this version; tasks run as processes (runp)";
        }
    }
}
