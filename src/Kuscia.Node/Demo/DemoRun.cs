using System.Diagnostics;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Node.Commands;

namespace Kuscia.Node.Demo;

/// <summary>The steps of the guides, from two empty folders to a checked result.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private const string Job = "demo-psi";
    private const string Output = "psi-output.csv";

    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(100);

    private readonly DemoOptions _options;
    private readonly DemoReport _report;
    private readonly TimeProvider _time;
    private readonly DemoTables _tables;
    private readonly DemoNetwork _network;
    private readonly string _folder;
    private bool _keepFolder;
    private string _step = "prepare";

    public DemoRun(DemoOptions options, TextWriter output, TimeProvider time)
    {
        _options = options;
        _time = time;
        _report = new DemoReport(output, options.Json);
        _tables = new DemoTables(options.Rows);
        _folder = Path.GetFullPath(options.Directory ?? Directory.CreateTempSubdirectory("kuscia-demo-").FullName);
        _keepFolder = options.Directory is not null;
        _network = new DemoNetwork(options.Mode, _folder, time);
    }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        try
        {
            await PrepareAsync(cancellationToken);
            await AuthoriseAsync(cancellationToken);
            await ShareDataAsync(cancellationToken);
            await RunJobAsync(cancellationToken);
            bool right = Show(Stopwatch.GetElapsedTime(begin));
            if (_options.Keep)
            {
                await KeepAsync(cancellationToken);
            }

            return right ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 130;
        }
        catch (Exception e) when (e is DemoException or CommandException or TimeoutException or HttpRequestException or Kuscia.Client.Resources.ResourceException or IOException)
        {
            _keepFolder = true;
            string log = e is DemoException demo ? demo.LogFile : _network.Alice.Control.OutputFile;
            _report.Say($"FAILED at step: {_step}");
            _report.Say($"  {e.Message}");
            _report.Say($"  more in {log} and {Path.Combine(_folder, "*", "var", "logs", "kuscia.log")}");
            _report.Finish(new JsonObject { ["ok"] = false, ["failedStep"] = _step, ["error"] = e.Message, ["log"] = log });
            return 1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        if (!_keepFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _report.Say($"{_network.Story}, under {_folder}");
        await StepAsync($"write kuscia.yaml (kuscia init) and tables of {_options.Rows:N0} rows", () =>
        {
            foreach (DemoNode node in _network.Controls)
            {
                node.Configure(new InitRequest(node.Mode, node.Domain, Runtime: "runp"));
            }

            _tables.WriteAlice(Path.Combine(_folder, "alice.csv"));
            _tables.WriteBob(Path.Combine(_folder, "bob.csv"));
            return Task.CompletedTask;
        });
        await StepAsync($"start {string.Join(" and ", _network.Controls.Select(n => n.Domain))} (kuscia start)", () => _network.StartControlsAsync(cancellationToken));
        if (_network.Nodes.Count > _network.Controls.Count)
        {
            await StepAsync("add the lites (scripts/deploy/add_domain_lite.sh DOMAIN) and start them with the token it prints", () => _network.EnrolAsync(cancellationToken));
        }
    }

    private async Task AuthoriseAsync(CancellationToken cancellationToken)
    {
        if (_network.Controls.Count > 1)
        {
            await StepAsync("exchange certificates (scripts/deploy/add_domain.sh PEER p2p)", () => _network.IntroduceAsync(cancellationToken));
        }

        string script = _options.Mode == DemoMode.P2p ? "join_to_host.sh SELF PEER https://…" : "create_cluster_domain_route.sh FROM TO http://…";
        await StepAsync($"authorise the ways there and back (scripts/deploy/{script})", () => _network.JoinAsync(cancellationToken));
        await StepAsync("wait until the routes are READY (kubectl get cdr)", () => _network.AwaitRoutesAsync(cancellationToken));
    }

    private async Task ShareDataAsync(CancellationToken cancellationToken)
    {
        await StepAsync("register the tables (scripts/deploy/create_domaindata_*_table.sh)", () => _network.Both(async side =>
        {
            DemoNode node = side.Party;
            File.Copy(Path.Combine(_folder, $"{node.Domain}.csv"), node.DataFile($"{node.Domain}.csv"), overwrite: true);
            await DemoScripts.RunAsync(side.Control, $"deploy/create_domaindata_{node.Domain}_table.sh", ["data", "sample", node.Domain], [node.Domain], cancellationToken);
        }));
        await StepAsync("grant each table to the partner (KusciaAPI domaindatagrant/create)", () => _network.Both(async side =>
        {
            DemoNode node = side.Party;
            using DemoApi api = new(node);
            JsonObject grant = new() { ["grant_domain"] = _network.PeerOf(side).Party.Domain, ["domain_id"] = node.Domain, ["domaindata_id"] = $"{node.Domain}-table" };
            await api.PostAsync("/api/v1/domaindatagrant/create", grant, cancellationToken);
        }));
    }

    private async Task RunJobAsync(CancellationToken cancellationToken)
    {
        // The guides' job limits its traffic to 100 KiB/s, which would be most of the time of any larger table.
        await StepAsync("submit the PSI job (scripts/user/create_example_job.sh … --bandwidth 0)", () =>
            DemoScripts.RunAsync(_network.Alice.Control, "user/create_example_job.sh", ["job", "example"], ["PSI", Job, "--bandwidth", "0"], cancellationToken));
        await StepAsync(_network.Controls.Count > 1 ? "job finished on both sides" : "job finished", () => Task.WhenAll(_network.Controls.Select(n => AwaitJobAsync(n, cancellationToken))));
    }

    private async Task AwaitJobAsync(DemoNode node, CancellationToken cancellationToken)
    {
        using NodeRoot root = NodeRoot.Open(node.Root);
        string shown = "";
        long begin = _time.GetTimestamp();
        TimeSpan limit = TimeSpan.FromMinutes(5) + TimeSpan.FromMilliseconds(_options.Rows * 0.5);
        while (_time.GetElapsedTime(begin) < limit)
        {
            KusciaJob? job = await root.Client.GetAsync(Kinds.KusciaJob, new ResourceName(WellKnownNames.CrossDomainNamespace, Job), cancellationToken);
            string phase = job?.Status?.Phase ?? "(not there yet)";
            if (phase != shown)
            {
                _report.Say($"           {node.Domain}: job {Job} {phase}");
                shown = phase;
            }

            switch (phase)
            {
                case "Succeeded":
                    return;
                case "Failed" or "Cancelled" or "ApprovalReject":
                    throw new DemoException($"the job ended {phase} on {node.Domain}: {job?.Status?.Reason} {job?.Status?.Message}", Path.Combine(node.Root, "var", "stdout", "pods"));
            }

            await Task.Delay(PollPause, _time, cancellationToken);
        }

        throw new DemoException($"the job did not end on {node.Domain} within {limit.TotalMinutes:0} minutes; it is {shown}", node.LogFile);
    }

    private bool Show(TimeSpan total)
    {
        _step = "check the result";
        JsonObject memory = [];
        bool right = true;
        foreach (DemoNode node in Parties)
        {
            (int rows, int wrong) = _tables.Check(node.DataFile(Output));
            right &= rows == _tables.Common && wrong == 0;
            ShowRows(node, rows);
            memory[$"{node.Domain}-node"] = node.PeakMemoryKiB();
            memory[$"{node.Domain}-engine"] = EngineLog.PeakMemoryKiB(node.Root);
        }

        foreach (DemoNode master in _network.Nodes.Except(Parties))
        {
            memory[master.Domain] = master.PeakMemoryKiB();
        }

        _report.Say("");
        _report.Say(right
            ? $"The intersection has {_tables.Common:N0} rows on both sides, as it must. Total {total.TotalSeconds:0.0} s."
            : $"WRONG: the intersection must have {_tables.Common:N0} rows.");
        _report.Say($"Peak memory in MiB: {string.Join(", ", memory.Select(m => $"{m.Key} {m.Value?.GetValue<long>() / 1024}"))}");
        Hints();
        _report.Finish(new JsonObject
        {
            ["ok"] = right,
            ["rows"] = _options.Rows,
            ["intersection"] = _tables.Check(_network.Alice.Party.DataFile(Output)).Rows,
            ["expectedIntersection"] = _tables.Common,
            ["totalMs"] = Math.Round(total.TotalMilliseconds),
            ["peakMemoryKiB"] = memory,
        });
        return right;
    }

    private DemoNode[] Parties => [_network.Alice.Party, _network.Bob.Party];

    private void ShowRows(DemoNode node, int rows)
    {
        _report.Say("");
        _report.Say($"{node.Domain}: {rows:N0} rows in {node.DataFile(Output)}; the first ones, first columns:");
        foreach (string line in File.ReadLines(node.DataFile(Output)).Take(4))
        {
            _report.Say("    " + string.Join("  ", line.Split(',').Take(6).Select(c => c.PadRight(18))).TrimEnd());
        }
    }

    private void Hints()
    {
        if (!_options.Keep)
        {
            _report.Say("Run `kuscia demo --keep` to look further with kubectl, the API and the logs while the nodes run.");
            return;
        }

        _report.Say("Look further:");
        foreach (DemoNode node in _network.Controls)
        {
            _report.Say($"  kubectl --kubeconfig {node.KubeConfig} get cdr");
            _report.Say($"  kubectl --kubeconfig {node.KubeConfig} get kj -n {WellKnownNames.CrossDomainNamespace}");
        }

        foreach (DemoNode node in Parties)
        {
            string certs = Path.Combine(node.Root, "var", "certs");
            _report.Say(
                $"  curl -s --cacert {certs}/ca.crt --cert {certs}/ca.crt --key {certs}/ca.key -H \"Token: $(cat {certs}/token)\" -H 'Content-Type: application/json' "
                + $"https://127.0.0.1:{node.Ports.KusciaApi}/api/v1/job/query -d '{{\"job_id\":\"{Job}\"}}'");
            _report.Say($"  logs: {node.Root}/var/logs/kuscia.log, engine: {node.Root}/var/stdout/pods/");
        }
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        _report.Say("The nodes run until Ctrl-C.");
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task StepAsync(string name, Func<Task> work)
    {
        _step = name;
        long begin = Stopwatch.GetTimestamp();
        await work();
        _report.Step(name, Stopwatch.GetElapsedTime(begin));
    }
}
