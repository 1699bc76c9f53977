using Kuscia.Testing.Nodes;

namespace Kuscia.Soak.Bench;

/// <summary>kill -9 of a node at random, again and again, while jobs run: none is stuck, none runs twice, and nothing is left behind.</summary>
internal static class KillSoak
{
    private const string Engine = "soak-engine";
    private const int AtOnce = 3;
    private const int MinLifeSeconds = 3;
    private const int MaxLifeSeconds = 12;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(20);

    // Notes each start with the pod that it is of; "$$" is how a pod writes a dollar sign.
    private const string Script = "echo $$KUSCIA_CONTAINER_ROOT >> $$KUSCIA_CONTAINER_ROOT/../../../../soak.starts; sleep 1";

    public static async Task<SoakReport> RunAsync(SoakOptions options)
    {
        TwoNodes nodes = new();
        try
        {
            await nodes.InitializeAsync();
            await nodes.RegisterEngineAsync(Engine, Script);
            await WarmUpAsync(nodes);
            Dictionary<string, Footprint> start = nodes.Both.ToDictionary(n => n.Domain, Footprint.Of);
            HonestJobs jobs = new(nodes, Engine, "kill");
            using CancellationTokenSource stop = new();
            Task running = jobs.RunAsync(AtOnce, stop.Token);
            int kills = await KillAsync(nodes, options);
            await stop.CancelAsync();
            await running;
            await Task.Delay(Calm, TimeProvider.System);
            return Report(nodes, jobs, start, kills);
        }
        finally
        {
            await nodes.DisposeAsync();
        }
    }

    private static async Task WarmUpAsync(TwoNodes nodes)
    {
        HonestJobs jobs = new(nodes, Engine, "warm");
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(10));
        await jobs.RunAsync(AtOnce, stop.Token);
    }

    private static async Task<int> KillAsync(TwoNodes nodes, SoakOptions options)
    {
        Random random = new(options.Seed);
        long begin = TimeProvider.System.GetTimestamp();
        int kills = 0;
        while (TimeProvider.System.GetElapsedTime(begin) < options.Length)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(MinLifeSeconds * 1000, MaxLifeSeconds * 1000)), TimeProvider.System);
            NodeProcess[] victims = random.Next(5) == 0 ? [.. nodes.Both] : [nodes.Both[random.Next(2)]];
            await Task.WhenAll(victims.Select(v => v.KillAsync()));
            await Task.WhenAll(victims.Select(v => v.StartAsync()));
            kills += victims.Length;
        }

        return kills;
    }

    private static SoakReport Report(TwoNodes nodes, HonestJobs jobs, Dictionary<string, Footprint> start, int kills)
    {
        SoakReport report = new();
        report.Tell("nodes killed", $"{kills}");
        report.Tell("jobs submitted / succeeded on both sides", $"{jobs.Names.Count} / {jobs.Times.Count}");
        report.Tell("time of a job, median / p99", $"{HonestJobs.Percentile(jobs.Times, 0.5):0} / {HonestJobs.Percentile(jobs.Times, 0.99):0} ms");
        report.Check("jobs stuck or failed", $"{jobs.Failures.Count}", "0", jobs.Failures.Count == 0);
        foreach (string failure in jobs.Failures.Take(10))
        {
            report.Tell("", failure);
        }

        foreach (NodeProcess node in nodes.Both)
        {
            string[] doubled = Doubled(node, jobs.Names);
            report.Check($"tasks started twice on {node.Domain}", $"{doubled.Length} {string.Join(' ', doubled.Take(5))}", "0", doubled.Length == 0);
            report.Check($"processes of tasks left on {node.Domain}", $"{(GatedEngine.AnyProcess(node, "kill-") ? "some" : "none")}", "none", !GatedEngine.AnyProcess(node, "kill-"));
            start[node.Domain].Compare(Footprint.Of(node), node.Domain, report);
        }

        return report;
    }

    // A line is .../sandbox/DOMAIN_POD...; the pod's name begins with the job's.
    private static string[] Doubled(NodeProcess node, IReadOnlyCollection<string> names)
    {
        string file = Path.Combine(node.Root, "soak.starts");
        string[] lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        return [.. names.Where(n => lines.Count(l => l.Contains($"/{node.Domain}_{n}-", StringComparison.Ordinal)) > 1)];
    }
}
