using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KubeFate.Checks;
using KubeFate.Cli;
using KubeFate.Service;
using KubeFate.Settings;
using Kuscia.Helm.Kube;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeFate.Demo;

/// <summary>The commands of the guide, one after the other, on a cluster that lives as long as the demo.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private const string Namespace = "fate-9999";

    private readonly Terminal _terminal;
    private readonly DemoReport _report;
    private readonly string _folder = Directory.CreateTempSubdirectory("kubefate-demo-").FullName;
    private DemoCluster? _cluster;
    private FateService? _service;
    private string _step = "";

    public DemoRun(Terminal terminal, bool json)
    {
        _report = new DemoReport(terminal.Output, json);
        _terminal = terminal with { Output = _report.Output, Folder = _folder };
    }

    /// <returns>Whether everything came out as it must.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        try
        {
            await PrepareAsync(cancellationToken);
            await CommandAsync("version", cancellationToken);
            await CommandAsync("chart upload -f fate", cancellationToken);
            await CommandAsync("chart ls", cancellationToken);
            await CommandAsync("cluster install -f cluster.yaml --wait", cancellationToken);
            string cluster = await FirstAsync("cluster", cancellationToken), job = await FirstAsync("job", cancellationToken);
            await CommandAsync($"job describe {job}", cancellationToken);
            await CommandAsync($"cluster describe {cluster}", cancellationToken);
            JsonObject described = JsonNode.Parse(await CaptureAsync($"cluster describe -o json {cluster}", cancellationToken))!.AsObject(); // not null: an object
            await ChangeAsync(cancellationToken);
            await CommandAsync("cluster update -f cluster.yaml --dry-run", cancellationToken);
            await CommandAsync("cluster update -f cluster.yaml --wait", cancellationToken);
            await CommandAsync("cluster ls", cancellationToken);
            await CommandAsync($"cluster delete --wait {cluster}", cancellationToken);
            return await FinishAsync(described, Stopwatch.GetElapsedTime(begin), cancellationToken);
        }
        catch (Exception e) when (e is CliException or KubeException or SettingsException or IOException)
        {
            _report.Say($"FAILED at: {_step}\n  {e.Message}");
            _report.Finish(new JsonObject { ["ok"] = false, ["failedStep"] = _step, ["error"] = e.Message });
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _report.Say("An API server, something that plays its kubelets, and the KubeFATE service, all in this program.\n");
        DemoFiles.WriteTo(_folder);
        await StepAsync("start the cluster", async () => _cluster = await DemoCluster.StartAsync(_folder, _terminal.Clock, cancellationToken));
        await StepAsync("start the service (kubefate service)", async () =>
        {
            string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            ServiceSettings settings = new()
            {
                Address = "127.0.0.1",
                Port = 0,
                DatabaseFile = Path.Combine(_folder, "kubefate.db"),
                UserPassword = password,
                RepositoryUrl = "",
                KubeConfigFile = _cluster!.Kubeconfig,
                JobInterval = TimeSpan.FromMilliseconds(200), // not null: started above
            };
            _service = await FateService.StartAsync(settings, static _ => null, _terminal.Clock, NullLoggerFactory.Instance, cancellationToken);
            string config = string.Create(CultureInfo.InvariantCulture, $"serviceurl: 127.0.0.1:{_service.Port}\nuser:\n  username: admin\n  password: {password}\n");
            await File.WriteAllTextAsync(Path.Combine(_folder, "config.yaml"), config, cancellationToken);
        });
        _report.Say($"$ kubectl create namespace {Namespace}");
        JsonObject ns = new() { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = Namespace } };
        await StepAsync($"kubectl create namespace {Namespace}", () => _cluster!.Client.CreateAsync(KubeResourceType.Namespace, null, ns, cancellationToken)); // not null: started above
    }

    // A further partner: what changes is shown before it is done.
    private async Task ChangeAsync(CancellationToken cancellationToken)
    {
        const string Known = "  partyList:\n";
        string path = Path.Combine(_folder, "cluster.yaml"), text = await File.ReadAllTextAsync(path, cancellationToken);
        _report.Say("# a further partner in cluster.yaml: party 8888 at 192.168.8.1:30081");
        await File.WriteAllTextAsync(path, text.Replace(Known, Known + "  - partyId: 8888\n    partyIp: 192.168.8.1\n    partyPort: 30081\n", StringComparison.Ordinal), cancellationToken);
    }

    private async Task<bool> FinishAsync(JsonObject described, TimeSpan total, CancellationToken cancellationToken)
    {
        string[] jobs = [.. JsonNode.Parse(await CaptureAsync("job ls -o json", cancellationToken))!.AsArray().Select(job => ApiClient.Text(job, "status"))]; // not null: a list
        IReadOnlyList<JsonObject> left = await _cluster!.Client.ListAsync(KubeKinds.StatefulSet, Namespace, null, cancellationToken); // not null: started at the beginning
        bool right = ApiClient.Text(described, "status") == "Running" && jobs is ["Success", "Success", "Success"] && left.Count == 0;
        _report.Say(right ? $"Installed, updated and deleted; nothing is left. Total {total.TotalSeconds:0.0} s." : $"WRONG: the jobs ended {string.Join(", ", jobs)}, and {left.Count} StatefulSets are left.");
        _report.Finish(new JsonObject
        {
            ["ok"] = right,
            ["cluster"] = ApiClient.Text(described, "status"),
            ["dashboard"] = described["Info"]?["dashboard"]?.DeepClone(),
            ["modules"] = described["Info"]?["status"]?.DeepClone(),
            ["jobs"] = new JsonArray([.. jobs.Select(job => (JsonNode)job)]),
            ["totalMs"] = Math.Round(total.TotalMilliseconds),
        });
        return right;
    }

    private async Task<string> FirstAsync(string kind, CancellationToken cancellationToken) =>
        ApiClient.Text(JsonNode.Parse(await CaptureAsync($"{kind} ls -o json", cancellationToken))?[0], "uuid");

    private async Task CommandAsync(string arguments, CancellationToken cancellationToken)
    {
        string command = "kubefate " + arguments;
        _report.Say("$ " + command);
        await StepAsync(command, async () => RequireZero(await CommandLine.RunAsync(arguments.Split(' '), _terminal, cancellationToken)));
        _report.Say("");
    }

    private async Task<string> CaptureAsync(string arguments, CancellationToken cancellationToken)
    {
        _step = "kubefate " + arguments;
        using StringWriter output = new();
        RequireZero(await CommandLine.RunAsync(arguments.Split(' '), _terminal with { Output = output }, cancellationToken));
        return output.ToString();
    }

    private static void RequireZero(int exit)
    {
        if (exit != 0)
        {
            throw new CliException(string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {exit}"));
        }
    }

    private async Task StepAsync(string name, Func<Task> work)
    {
        _step = name;
        long begin = Stopwatch.GetTimestamp();
        await work();
        _report.Step(name, Stopwatch.GetElapsedTime(begin));
    }
}
