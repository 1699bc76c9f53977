using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kuscia.Client.Resources;
using Kuscia.Client.SignIn;
using Kuscia.Model.Meta;
using Xunit;

namespace Kuscia.Testing.Nodes;

/// <summary>One node as a process of its own with root and ports of its own; it can be killed and started again.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private const int PortCount = 10;
    private static int _nextTaskPort = 20000;

    private readonly List<string> _lines = [];
    private Process? _process;
    private string _awaited = "";
    private TaskCompletionSource _heard = new();
    private (HttpMessageInvoker Http, Uri Server)? _admin;

    private NodeProcess(string domain, string mode, string root, int[] ports)
    {
        Domain = domain;
        Mode = mode;
        Root = root;
        Ports = ports;
    }

    public string Domain { get; }

    public string Mode { get; }

    public string Root { get; }

    /// <summary>External, internal, API server, controllers, KusciaAPI, KusciaAPI internal, DataMesh, metrics.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>Further environment variables of the process, to be set before the start.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public int ProcessId => _process?.Id ?? 0;

    /// <summary>Of the gateway; without a protocol a lite speaks clear text.</summary>
    public string Endpoint => $"{(Mode == "lite" ? "http" : "https")}://127.0.0.1:{Ports[0]}";

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

    /// <summary>Writes the configuration of a node; <paramref name="settings"/> are further lines of its kuscia.yaml, the last two are for a lite.</summary>
    public static async Task<NodeProcess> CreateAsync(string domain, string folder, string mode = "autonomy", string settings = "", string token = "", string master = "")
    {
        string root = Path.Combine(folder, domain);
        Directory.CreateDirectory(Path.Combine(root, "etc", "conf"));
        NodeProcess node = new(domain, mode, root, FreePorts.Take(PortCount));
        (int code, string yaml, string error) = await KusciaProgram.RunAsync(
            KusciaProgram.Start(KusciaProgram.Path, "init", "--mode", mode, "--domain", domain, "--runtime", "runp", "--lite-deploy-token", token, "--master-endpoint", master), TimeSpan.FromSeconds(60));
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
              metrics: {node.Ports[7]}
              kusciaAPIGrpc: {node.Ports[8]}
              dataMeshGrpc: {node.Ports[9]}
              taskFirst: {first}
              taskLast: {first + 599}

            """) + settings);
        return node;
    }

    public string ConfigFile => Path.Combine(Root, "etc", "conf", "kuscia.yaml");

    public Task StartAsync() => StartAsync(null);

    /// <param name="openFiles">Limit of open files (<c>ulimit -n</c>); null leaves the one of the tests.</param>
    public Task StartAsync(int? openFiles)
    {
        Begin(openFiles, $"node {Domain} ready");
        return ReadyAsync();
    }

    /// <summary>Starts the process and waits until it has printed a line with this text.</summary>
    public async Task StartUntilAsync(string said)
    {
        Begin(null, said);
        await HeardAsync();
        (_awaited, _heard) = ($"node {Domain} ready", new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Hear(Said);
    }

    /// <summary>Waits until the process that was started says that it is ready.</summary>
    public async Task ReadyAsync()
    {
        await HeardAsync();
        KubeConnection config = KubeConfig.Find(Path.Combine(Root, "etc", "kubeconfig"), null, static _ => null, TimeProvider.System);
        _admin?.Http.Dispose();
        HttpMessageInvoker http = new(config.CreateHandler());
        Uri server = new(config.Server);
        _admin = (http, server);
        Client = new HttpResourceClient(http, server);
    }

    private void Begin(int? openFiles, string awaited)
    {
        lock (_lines)
        {
            (_awaited, _heard) = (awaited, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _lines.Clear();
        }

        TaskCompletionSource heard = _heard;
        _process = new Process { StartInfo = StartInfo(openFiles), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => heard.TrySetException(new InvalidOperationException($"the node of {Domain} ended before it was ready: {Said}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task HeardAsync()
    {
        try
        {
            await _heard.Task.WaitAsync(TimeSpan.FromSeconds(120));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the node of {Domain} did not say \"{_awaited}\" within 120 s; it said: {Said}");
        }
    }

    private ProcessStartInfo StartInfo(int? openFiles)
    {
        ProcessStartInfo start = openFiles is { } limit
            ? KusciaProgram.Start("bash", "-c", $"ulimit -n {limit}; exec \"$@\"", "kuscia", KusciaProgram.Path, "start", "-c", ConfigFile)
            : KusciaProgram.Start(KusciaProgram.Path, "start", "-c", ConfigFile);
        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

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

    /// <summary>One request to the API server with the administrator's certificate.</summary>
    public async Task<(int Status, string Body)> AdminAsync(HttpMethod method, string path, string? body = null, string contentType = "application/json")
    {
        (HttpMessageInvoker http, Uri server) = _admin ?? throw new InvalidOperationException("not started");
        using HttpRequestMessage request = new(method, new Uri(server, path));
        request.Headers.Accept.ParseAdd("application/json");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, contentType);
        using HttpResponseMessage response = await http.SendAsync(request, CancellationToken.None);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

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

    /// <summary>Resident memory of the process now, in KiB.</summary>
    public long ResidentMemoryKiB() => MemoryKiB("VmRSS:");

    /// <summary>Highest resident memory of the process so far, in KiB.</summary>
    public long PeakMemoryKiB() => MemoryKiB("VmHWM:");

    /// <summary>File descriptors that the process holds open now.</summary>
    public int OpenFiles() => Directory.EnumerateFileSystemEntries($"/proc/{ProcessId}/fd").Count();

    /// <summary>Processor time that the process has taken until now, in the kernel too.</summary>
    public TimeSpan ProcessorTime() => _process!.TotalProcessorTime; // asked of a running node

    /// <summary>Waits until an object is there no more.</summary>
    public async Task WaitForGoneAsync<T>(ResourceKind<T> kind, ResourceName name, TimeSpan limit)
        where T : Resource
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (await Client.GetAsync(kind, name, CancellationToken.None) is not null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < limit, $"{Domain}: {kind.Kind} {name} is still there after {limit}\n{LogTail()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
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
        string log = Path.Combine(Root, "var", "logs", "kuscia.log");
        if (!File.Exists(log))
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

        _admin?.Http.Dispose();
    }

    private long MemoryKiB(string counter)
    {
        string line = File.ReadLines($"/proc/{ProcessId}/status").First(l => l.StartsWith(counter, StringComparison.Ordinal));
        return long.Parse(string.Concat(line.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
            Hear(line);
        }
    }

    private void Hear(string text)
    {
        if (text.Contains(_awaited, StringComparison.Ordinal))
        {
            _heard.TrySetResult();
        }
    }
}
