using System.Diagnostics;
using System.Globalization;
using Kuscia.Agent.Runtimes.RunP;
using Kuscia.Node.Commands;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Demo;

/// <summary>One node of the demo: its folder, its ports and its process.</summary>
internal sealed class DemoNode : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;
    private StreamWriter? _output;

    public DemoNode(string domain, string mode, string folder, PortConfig ports)
    {
        Domain = domain;
        Mode = mode;
        Root = Path.Combine(folder, domain);
        Ports = ports;
    }

    public string Domain { get; }

    /// <summary>autonomy, master or lite.</summary>
    public string Mode { get; }

    /// <summary>Where partners and lites reach its gateway: without a protocol a lite speaks clear text, every other node TLS.</summary>
    public string Endpoint => $"{(Mode == "lite" ? "http" : "https")}://127.0.0.1:{Ports.External}";

    public string Root { get; }

    public PortConfig Ports { get; }

    public string OutputFile => Path.Combine(Root, "node.out");

    public string LogFile => Path.Combine(Root, "var", "logs", "kuscia.log");

    public string KubeConfig => NodeRoot.KubeConfigPath(Root);

    /// <summary>A file of the default data source.</summary>
    public string DataFile(string name) => Path.Combine(Root, "var", "storage", "data", name);

    /// <summary>Writes kuscia.yaml as <c>kuscia init</c> prints it, with the root and ports of this demo added.</summary>
    public void Configure(InitRequest request)
    {
        Directory.CreateDirectory(Path.Combine(Root, "etc", "conf"));
        string yaml = InitCommand.Render(request);
        string places = string.Create(CultureInfo.InvariantCulture, $"""
            rootDir: {Root}
            hostAddress: 127.0.0.1
            nodeName: {Domain}-demo
            ports:
              external: {Ports.External}
              internal: {Ports.Internal}
              apiServer: {Ports.ApiServer}
              controllers: {Ports.Controllers}
              kusciaAPI: {Ports.KusciaApi}
              kusciaAPIInternal: {Ports.KusciaApiInternal}
              dataMesh: {Ports.DataMesh}
              kusciaAPIGrpc: {Ports.KusciaApiGrpc}
              dataMeshGrpc: {Ports.DataMeshGrpc}
              metrics: {Ports.Metrics}
              taskFirst: {Ports.TaskFirst}
              taskLast: {Ports.TaskLast}

            """);
        Kuscia.Identity.KeyFiles.Write(ConfigFile, yaml + places);
    }

    /// <summary>Starts the process and returns when it says that it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(DemoProgram.Path, ["start", "-c", ConfigFile])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("KUSCIA_HOME");
        TaskCompletionSource ready = _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _output = new StreamWriter(OutputFile) { AutoFlush = true };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => ready.TrySetException(new DemoException($"the node of {Domain} ended before it was ready", OutputFile));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(90), cancellationToken);
    }

    /// <summary>Highest resident memory of the process so far, in KiB; 0 when unknown.</summary>
    public long PeakMemoryKiB() => MemoryKiB("VmHWM:");

    /// <summary>Resident memory of the process now, in KiB; 0 when unknown.</summary>
    public long ResidentMemoryKiB() => MemoryKiB("VmRSS:");

    /// <summary>SIGTERM, and SIGKILL when that is not enough.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            ProcessSignals.Send(process.Id, ProcessSignals.Terminate);
            try
            {
                await process.WaitForExitAsync().WaitAsync(StopLimit);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        _process?.Dispose();
        if (_output is not null)
        {
            await _output.DisposeAsync();
        }
    }

    private long MemoryKiB(string counter)
    {
        if (_process is not { HasExited: false } process)
        {
            return 0;
        }

        string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(l => l.StartsWith(counter, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(string.Concat(line.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
    }

    private string ConfigFile => Path.Combine(Root, "etc", "conf", "kuscia.yaml");

    private void Take(string? line)
    {
        if (line is null || _output is null)
        {
            return;
        }

        lock (_output)
        {
            _output.WriteLine(line);
        }

        if (line.StartsWith($"node {Domain} ready", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
