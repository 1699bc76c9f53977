using System.Diagnostics;
using System.Globalization;
using Kuscia.Model.Meta;
using Kuscia.Node.Demo;
using Kuscia.Runtime.Client;

namespace Kuscia.EndToEnd.Tests;

/// <summary>One node as a process of its own with root and ports of its own; it can be killed and started again.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private const int PortCount = 7;
    private static readonly HashSet<int> TakenPorts = [];
    private static int _nextTaskPort = 20000;

    private readonly List<string> _lines = [];
    private Process? _process;
    private HttpMessageInvoker? _http;

    private NodeProcess(string domain, string root, int[] ports)
    {
        Domain = domain;
        Root = root;
        Ports = ports;
    }

    public string Domain { get; }

    public string Root { get; }

    /// <summary>External, internal, API server, controllers, KusciaAPI, KusciaAPI internal, DataMesh.</summary>
    public IReadOnlyList<int> Ports { get; }

    public int ProcessId => _process?.Id ?? 0;

    public string Endpoint => $"https://127.0.0.1:{Ports[0]}";

    public string Certs => Path.Combine(Root, "var", "certs");

    public IResourceClient Client { get; private set; } = null!; // Set by StartAsync, before anybody can ask.

    public string Said
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public static async Task<NodeProcess> CreateAsync(string domain, string folder, string mode = "autonomy")
    {
        string root = Path.Combine(folder, domain);
        Directory.CreateDirectory(Path.Combine(root, "etc", "conf"));
        NodeProcess node = new(domain, root, TakePorts());
        (int code, string yaml, string error) = await KusciaProgram.RunAsync(
            KusciaProgram.Start(KusciaProgram.Path, "init", "--mode", mode, "--domain", domain, "--runtime", "runp"), TimeSpan.FromSeconds(60));
        Assert.True(code == 0, error);
        int first = Interlocked.Add(ref _nextTaskPort, 600) - 600;
        await File.WriteAllTextAsync(node.ConfigFile, yaml + string.Create(CultureInfo.InvariantCulture, $"""
            rootDir: {root}
            hostAddress: 127.0.0.1
            nodeName: {domain}-node
            ports:
              external: {node.Ports[0]}
              internal: {node.Ports[1]}
              apiServer: {node.Ports[2]}
              controllers: {node.Ports[3]}
              kusciaAPI: {node.Ports[4]}
              kusciaAPIInternal: {node.Ports[5]}
              dataMesh: {node.Ports[6]}
              taskFirst: {first}
              taskLast: {first + 599}

            """));
        return node;
    }

    public string ConfigFile => Path.Combine(Root, "etc", "conf", "kuscia.yaml");

    public Task StartAsync() => StartAsync(null);

    /// <param name="openFiles">Limit of open files (<c>ulimit -n</c>); null leaves the one of the tests.</param>
    public async Task StartAsync(int? openFiles)
    {
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = StartInfo(openFiles), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, ready);
        _process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"the node of {Domain} ended before it was ready: {Said}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(TimeSpan.FromSeconds(120));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the node of {Domain} was not ready within 120 s; it said: {Said}");
        }

        KubeConfig config = KubeConfig.Load(Path.Combine(Root, "etc", "kubeconfig"));
        _http?.Dispose();
        _http = new HttpMessageInvoker(config.CreateHandler());
        Client = new HttpResourceClient(_http, config.Server);
    }

    private ProcessStartInfo StartInfo(int? openFiles) => openFiles is { } limit
        ? KusciaProgram.Start("bash", "-c", $"ulimit -n {limit}; exec \"$@\"", "kuscia", KusciaProgram.Path, "start", "-c", ConfigFile)
        : KusciaProgram.Start(KusciaProgram.Path, "start", "-c", ConfigFile);

    /// <summary>Runs a script of the guides against this node.</summary>
    public async Task<string> ScriptAsync(string script, params string[] arguments)
    {
        (int code, string output, string error) = await TryScriptAsync(script, arguments);
        Assert.True(code == 0, $"{script} ended with {code}: {output} {error}");
        return output;
    }

    public Task<(int ExitCode, string Output, string Error)> TryScriptAsync(string script, params string[] arguments)
    {
        ProcessStartInfo start = KusciaProgram.Start(Path.Combine(KusciaProgram.Repository, "scripts", script), arguments);
        start.Environment["KUSCIA_HOME"] = Root;
        start.Environment["KUSCIA_PROGRAM"] = KusciaProgram.Path;
        return KusciaProgram.RunAsync(start, TimeSpan.FromSeconds(60));
    }

    public Task<(int ExitCode, string Output, string Error)> KubectlAsync(params string[] arguments) =>
        KusciaProgram.RunAsync(KusciaProgram.Start("kubectl", ["--kubeconfig", Path.Combine(Root, "etc", "kubeconfig"), .. arguments]), TimeSpan.FromSeconds(60));

    /// <summary>Reads an object again and again until it is as wanted; the time-out message shows what was last seen.</summary>
    public async Task<T> WaitForAsync<T>(ResourceKind<T> kind, ResourceName name, Func<T, bool> wanted, string what, TimeSpan limit)
        where T : Resource
    {
        long begin = TimeProvider.System.GetTimestamp();
        T? last = null;
        while (TimeProvider.System.GetElapsedTime(begin) < limit)
        {
            last = await Client.GetAsync(kind, name, CancellationToken.None);
            if (last is not null && wanted(last))
            {
                return last;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        string shown = last is null ? "nothing" : System.Text.Json.JsonSerializer.Serialize(last, (System.Text.Json.Serialization.Metadata.JsonTypeInfo)kind.TypeInfo);
        throw new TimeoutException($"{Domain}: {kind.Kind} {name} was not {what} within {limit}; last seen: {shown}\n{LogTail()}");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        Process process = _process ?? throw new InvalidOperationException("not started");
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Process process = _process ?? throw new InvalidOperationException("not started");
        if (!process.HasExited)
        {
            using Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }

        return process.ExitCode;
    }

    public string LogTail()
    {
        string log = Directory.EnumerateFiles(Path.Combine(Root, "var", "logs"), "kuscia*.log").Order(StringComparer.Ordinal).LastOrDefault() ?? "";
        if (log.Length == 0)
        {
            return Said;
        }

        using FileStream file = new(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        return Said + "\n" + string.Join('\n', reader.ReadToEnd().Split('\n').TakeLast(40));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            try
            {
                await StopAsync();
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
            }

            _process.Dispose();
        }

        _http?.Dispose();
    }

    private void Take(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
        }

        if (line.StartsWith($"node {Domain} ready", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    private static int[] TakePorts()
    {
        lock (TakenPorts)
        {
            int[] ports = FreePorts.Take(PortCount, TakenPorts);
            TakenPorts.UnionWith(ports);
            return ports;
        }
    }
}
