using System.Diagnostics;
using System.Globalization;

namespace Kuscia.Gateway.Bench;

/// <summary>Runs every case against both proxies in turn and prints the tables.</summary>
internal sealed class Comparison(int rounds, int seconds, IReadOnlyList<string> wanted)
{
    private const int Routes = 10_000;

    private readonly int _backend = Nginx.FreePort();
    private readonly int _secureBackend = Nginx.FreePort();
    private readonly int _proxy = Nginx.FreePort();
    private readonly int _proxyToTls = Nginx.FreePort();

    private sealed record Case(string Key, string Name, string Path, int Connections, bool ToTls = false, bool Token = false, bool Direct = false);

    private static readonly Case[] Cases =
    [
        new("small", "12 B, 64 connections", "/small", 64),
        new("token", "12 B, 64 connections, ours with token check and 10,000 routes", "/small", 64, Token: true),
        new("one", "12 B, 1 connection", "/small", 1),
        new("1m", "1 MiB, 4 connections", "/1m", 4),
        new("16m", "16 MiB, 4 connections", "/16m", 4),
        new("mtls", "1 MiB, 4 connections, next hop with mutual TLS", "/1m", 4, ToTls: true),
        new("mtls-small", "12 B, 64 connections, next hop with mutual TLS", "/small", 64, ToTls: true),
    ];

    public async Task<int> RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("kuscia-bench-").FullName;
        Nginx.Prepare(folder);
        using Nginx backend = Nginx.Backend(folder, _backend, _secureBackend);
        using Nginx proxy = Nginx.Proxy(folder, _proxy, _proxyToTls, _backend, _secureBackend);
        using Process bare = Gateway(folder, 0);
        using Process full = Gateway(folder, Routes);
        string[] bareSays = (await bare.StandardOutput.ReadLineAsync() ?? "").Split(' ');
        string[] fullSays = (await full.StandardOutput.ReadLineAsync() ?? "").Split(' ');
        await SettledAsync(bare.Id, full.Id);
        Console.WriteLine("| case | nginx | ours | ratio | CPU µs/req nginx | ours | ratio | p50 / p99 ms nginx | ours |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        int faults = 0;
        foreach (Case one in Cases.Where(c => wanted.Count == 0 || wanted.Contains(c.Key)))
        {
            string peer = $"http://127.0.0.1:{(one.ToTls ? _proxyToTls : _proxy)}{one.Path}";
            string[] headers = one.Token
                ? ["Kuscia-Host: web.bob.svc", "Kuscia-Source: alice", $"Kuscia-Token: {fullSays[2]}"]
                : [$"Host: web.{(one.ToTls ? "carol" : "bob")}.svc"];
            string own = $"http://127.0.0.1:{(one.Token ? fullSays[1] : bareSays[0])}{one.Path}";
            faults += await CompareAsync(one, peer, own, headers, proxy.Worker, one.Token ? full.Id : bare.Id);
        }

        await PrintRestAsync(bare, full);
        Directory.Delete(folder, recursive: true);
        return faults == 0 ? 0 : 1;
    }

    private async Task<int> CompareAsync(Case one, string peer, string own, string[] headers, int peerId, int ownId)
    {
        await Wrk.RunAsync(one.Connections, 10, own, headers, ownId);
        await Wrk.RunAsync(one.Connections, 1, peer, headers, peerId);
        List<(Wrk Peer, Wrk Own)> results = [];
        for (int i = 0; i < rounds; i++)
        {
            results.Add((await Wrk.RunAsync(one.Connections, seconds, peer, headers, peerId), await Wrk.RunAsync(one.Connections, seconds, own, headers, ownId)));
        }

        bool bulk = one.Path != "/small";
        double Speed(Wrk w) => bulk ? w.GibibytesPerSecond : w.RequestsPerSecond;
        string Shown(double value) => bulk ? $"{Text(value, "0.00")} GiB/s" : $"{Text(value, "#,0")}/s";
        Console.WriteLine(
            $"| {one.Name} | {Shown(Median(results, r => Speed(r.Peer)))} | {Shown(Median(results, r => Speed(r.Own)))} | **{Text(Median(results, r => Speed(r.Own) / Speed(r.Peer)), "0.00")}** "
            + $"| {Text(Median(results, r => r.Peer.CpuMicroseconds), "0.0")} | {Text(Median(results, r => r.Own.CpuMicroseconds), "0.0")} | {Text(Median(results, r => r.Peer.CpuMicroseconds / r.Own.CpuMicroseconds), "0.00")} "
            + $"| {Text(Median(results, r => r.Peer.P50), "0.00")} / {Text(Median(results, r => r.Peer.P99), "0.0")} | {Text(Median(results, r => r.Own.P50), "0.00")} / {Text(Median(results, r => r.Own.P99), "0.0")} |");
        int faults = results.Sum(r => r.Peer.Faults + r.Own.Faults);
        if (faults > 0)
        {
            Console.WriteLine($"\n{one.Name}: {faults} faulty answers, the figures do not count.\n");
        }

        return faults;
    }

    private static async Task PrintRestAsync(Process bare, Process full)
    {
        await full.StandardInput.WriteLineAsync("change");
        string[] change = (await full.StandardOutput.ReadLineAsync() ?? "").Split(' ');
        Console.WriteLine();
        Console.WriteLine($"With {Routes:#,0} routes a new Service is served {change[0]} ms after it was written (median of 20; worst {change[^1]} ms). "
            + $"Resident memory after the load: {Resident(bare.Id)} MiB, with {Routes:#,0} routes {Resident(full.Id)} MiB.");
        foreach (Process process in new[] { bare, full })
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
        }
    }

    // A gateway that has just read 10,000 routes has garbage to collect and code to compile: that is not what is measured.
    private static async Task SettledAsync(params int[] ids)
    {
        for (int i = 0; i < 60; i++)
        {
            double before = ids.Sum(Wrk.CpuSeconds);
            await Task.Delay(TimeSpan.FromSeconds(1));
            if (ids.Sum(Wrk.CpuSeconds) - before < 0.05)
            {
                return;
            }
        }
    }

    private Process Gateway(string folder, int routes)
    {
        ProcessStartInfo start = new("taskset", ["-c", "0", Environment.ProcessPath ?? "", "serve", $"{_backend}", $"{_secureBackend}", folder, $"{routes}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException("the gateway does not start");
    }

    private static long Resident(int id) =>
        File.ReadLines($"/proc/{id}/status").Where(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Select(l => long.Parse(l.AsSpan(6, l.Length - 8), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture)).First() / 1024;

    private static double Median(List<(Wrk Peer, Wrk Own)> results, Func<(Wrk Peer, Wrk Own), double> value) => results.Select(value).Order().ElementAt(results.Count / 2);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
