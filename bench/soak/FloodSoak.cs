using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Adversary;
using Kuscia.Testing.Nodes;

namespace Kuscia.Soak.Bench;

/// <summary>A hostile partner floods a node in every way it may while the node runs jobs with an honest one: the honest jobs hardly feel it.</summary>
internal static class FloodSoak
{
    private const string Engine = "soak-engine";
    private const double MaxRatio = 2;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(30);

    public static async Task<SoakReport> RunAsync(SoakOptions options)
    {
        TwoNodes nodes = new();
        using PartnerKey key = PartnerKey.Create("mallory");
        HostileHost? host = null;
        try
        {
            await nodes.InitializeAsync();
            await nodes.RegisterEngineAsync(Engine, "true");
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Path.Combine(nodes.Alice.Certs, "domain.crt")));
            await PhaseAsync(nodes, options.Jobs, "warm", TimeSpan.FromSeconds(10));
            Footprint start = Footprint.Of(nodes.Alice);
            HonestJobs quiet = await PhaseAsync(nodes, options.Jobs, "quiet", options.Length / 4);

            host = await HostileHost.StartAsync(key, certificate);
            await using Flood flood = await Flood.StartAsync(nodes.Alice, key, host, certificate, Flood.Parts);
            HonestJobs flooded = await PhaseAsync(nodes, options.Jobs, "flooded", options.Length * 3 / 4);
            await flood.StopAsync();
            await Task.Delay(Calm, TimeProvider.System);
            return Report(nodes, quiet, flooded, flood, host, start);
        }
        finally
        {
            await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
            await nodes.DisposeAsync();
        }
    }

    private static async Task<HonestJobs> PhaseAsync(TwoNodes nodes, int jobsAtOnce, string name, TimeSpan length)
    {
        HonestJobs jobs = new(nodes, Engine, name);
        using CancellationTokenSource stop = new(length);
        await jobs.RunAsync(jobsAtOnce, stop.Token);
        return jobs;
    }

    private static SoakReport Report(TwoNodes nodes, HonestJobs quiet, HonestJobs flooded, Flood flood, HostileHost host, Footprint start)
    {
        SoakReport report = new();
        double before = HonestJobs.Percentile(quiet.Times, 0.99);
        double during = HonestJobs.Percentile(flooded.Times, 0.99);
        report.Tell("honest jobs, quiet / flooded", $"{quiet.Times.Count} / {flooded.Times.Count}");
        report.Tell("time of a job when quiet, median / p99", $"{HonestJobs.Percentile(quiet.Times, 0.5):0} / {before:0} ms");
        report.Tell("time of a job when flooded, median / p99", $"{HonestJobs.Percentile(flooded.Times, 0.5):0} / {during:0} ms");
        report.Check("p99 flooded to p99 quiet", (during / before).ToString("0.00", CultureInfo.InvariantCulture), $"{MaxRatio:0.00}", during / before <= MaxRatio);
        report.Tell("the slowest of them, after seconds of flood", string.Join(", ", flooded.Slowest(20).Select(j => $"{j.Name} {j.Begun.TotalSeconds:0}: {j.Milliseconds:0} ms")));
        report.Check("honest jobs that failed", $"{quiet.Failures.Count + flooded.Failures.Count}", "0", quiet.Failures.Count + flooded.Failures.Count == 0);
        foreach (string failure in flooded.Failures.Take(10))
        {
            report.Tell("", failure);
        }

        foreach ((string what, string figure) in flood.Figures())
        {
            report.Tell(what, figure);
        }

        report.Tell("requests of alice to the hostile host", $"{host.Count}");
        report.Tell("peak memory of alice", $"{nodes.Alice.PeakMemoryKiB() / 1024} MiB");
        start.Compare(Footprint.Of(nodes.Alice), "alice", report);
        return report;
    }
}
