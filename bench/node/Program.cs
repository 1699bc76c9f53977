// Measures a pair of nodes on this machine: time from exec to ready, resident memory when idle, and the overhead of two-party jobs whose
// engines do nothing. Prints one Markdown table; bench/results/node.md holds the figures with commit and machine.
using System.Diagnostics;
using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Node.Commands;
using Kuscia.Node.Demo;

int jobs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
int queued = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 0;
string folder = Directory.CreateTempSubdirectory("kuscia-bench-").FullName;
await using (DemoNetwork network = new(DemoMode.P2p, folder, TimeProvider.System))
{
    (DemoNode first, DemoNode second) = (network.Alice.Party, network.Bob.Party);
    foreach (DemoNode node in network.Nodes)
    {
        node.Configure(new InitRequest(node.Mode, node.Domain, Runtime: "runp"));
    }

    double firstStart = await TimedAsync(() => first.StartAsync(CancellationToken.None));
    await second.StartAsync(CancellationToken.None);
    double firstDeath = await TimedAsync(() => second.DisposeAsync().AsTask());
    double restart = await TimedAsync(() => second.StartAsync(CancellationToken.None));
    await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
    long idle = first.ResidentMemoryKiB();
    await network.IntroduceAsync(CancellationToken.None);
    await network.JoinAsync(CancellationToken.None);
    double routes = await TimedAsync(() => network.AwaitRoutesAsync(CancellationToken.None));

    using NodeRoot alice = NodeRoot.Open(first.Root);
    using NodeRoot bob = NodeRoot.Open(second.Root);
    await BenchJobs.RegisterEngineAsync(alice.Client);
    await BenchJobs.RegisterEngineAsync(bob.Client);
    await BenchJobs.RunAsync(alice.Client, bob.Client, "warm-up");
    if (args.Contains("trace"))
    {
        await BenchJobs.TraceAsync(alice.Client, bob.Client);
    }

    List<(double Running, double Finished)> runs = [];
    for (int i = 0; i < jobs; i++)
    {
        runs.Add(await BenchJobs.RunAsync(alice.Client, bob.Client, $"empty-{i}"));
    }

    double drained = queued == 0 ? 0 : await TimedAsync(() => BenchJobs.DrainAsync(alice.Client, bob.Client, queued));

    string afterJobs = $"{first.ResidentMemoryKiB() / 1024}, {second.ResidentMemoryKiB() / 1024} MiB";
    await Task.Delay(TimeSpan.FromSeconds(40), TimeProvider.System);
    Console.WriteLine("| what | figure |");
    Console.WriteLine("|---|---:|");
    Line("exec to node ready, first start (with keys and certificates)", $"{firstStart:0} ms");
    Line("exec to node ready, second start", $"{restart:0} ms");
    Line("SIGTERM to exit", $"{firstDeath:0} ms");
    Line("resident memory, idle for 20 s", $"{idle / 1024} MiB");
    Line($"resident memory right after {jobs} jobs (alice, bob)", afterJobs);
    Line("resident memory 40 s later (alice, bob)", $"{first.ResidentMemoryKiB() / 1024}, {second.ResidentMemoryKiB() / 1024} MiB");
    Line("routes applied to READY on both sides", $"{routes:0} ms");
    Line($"job submitted to both engines running, {jobs} empty jobs, median / max", Figures(runs.Select(r => r.Running)));
    Line($"job submitted to Succeeded on both sides, {jobs} empty jobs, median / max", Figures(runs.Select(r => r.Finished)));
    if (queued > 0)
    {
        Line($"{queued} empty jobs submitted at once, all Succeeded on both sides", $"{drained / 1000:0.0} s, {queued * 1000 / drained:0.0} jobs/s");
    }
}

Directory.Delete(folder, recursive: true);
return;

static void Line(string what, string figure) => Console.WriteLine($"| {what} | {figure} |");

static string Figures(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return $"{sorted[sorted.Length / 2]:0} / {sorted[^1]:0} ms";
}

static async Task<double> TimedAsync(Func<Task> work)
{
    long begin = Stopwatch.GetTimestamp();
    await work();
    return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
}

/// <summary>Empty two-party jobs and the times at which both sides see them run and end.</summary>
internal static class BenchJobs
{
    private const string Engine = "bench-engine";

    public static Task RegisterEngineAsync(Kuscia.Client.Resources.IResourceClient client)
    {
        AppContainer container = new() { Name = "engine", Command = ["true"], WorkingDir = "/work" };
        DeployTemplate template = new() { Name = "engine", Replicas = 1, Spec = new AppPodSpec { RestartPolicy = "Never", Containers = [container] } };
        AppImage image = new()
        {
            Metadata = new ObjectMeta { Name = Engine },
            Spec = new AppImageSpec { Image = new AppImageInfo { Name = "kuscia/psi-engine", Tag = "builtin" }, DeployTemplates = [template] },
        };
        return client.CreateAsync(Kinds.AppImage, image, CancellationToken.None);
    }

    public static async Task<(double Running, double Finished)> RunAsync(Kuscia.Client.Resources.IResourceClient alice, Kuscia.Client.Resources.IResourceClient bob, string name)
    {
        long begin = Stopwatch.GetTimestamp();
        Task<double> onAlice = AwaitEndAsync(alice, name, begin);
        Task<double> onBob = AwaitEndAsync(bob, name, begin);
        Task<double> aliceRuns = AwaitPodAsync(alice, "alice", name, begin);
        Task<double> bobRuns = AwaitPodAsync(bob, "bob", name, begin);
        await alice.CreateAsync(Kinds.KusciaJob, Job(name), CancellationToken.None);
        double running = Math.Max(await aliceRuns, await bobRuns);
        return (running, Math.Max(await onAlice, await onBob));
    }

    /// <summary>Prints the time line of one job.</summary>
    public static async Task TraceAsync(Kuscia.Client.Resources.IResourceClient alice, Kuscia.Client.Resources.IResourceClient bob)
    {
        for (int i = 0; i < 5; i++)
        {
            await RunAsync(alice, bob, $"before-trace-{i}");
        }

        await using JobTrace trace = new();
        trace.Follow("alice", alice);
        trace.Follow("bob", bob);
        await RunAsync(alice, bob, "trace-first");
        long begin = Stopwatch.GetTimestamp();
        (double running, double finished) = await RunAsync(alice, bob, "trace-job");
        foreach (string line in trace.Since(begin, "trace-job"))
        {
            Console.WriteLine(line);
        }

        Console.WriteLine($"running after {running:0} ms, finished after {finished:0} ms");
    }

    /// <summary>Submits many jobs at once and waits until all have succeeded on both sides.</summary>
    public static Task DrainAsync(Kuscia.Client.Resources.IResourceClient alice, Kuscia.Client.Resources.IResourceClient bob, int count)
    {
        Task all = Task.WhenAll(AwaitAllAsync(alice, count), AwaitAllAsync(bob, count));
        return Task.WhenAll([all, .. Enumerable.Range(0, count).Select(i => alice.CreateAsync(Kinds.KusciaJob, Job($"queued-{i}"), CancellationToken.None))]);
    }

    private static async Task AwaitAllAsync(Kuscia.Client.Resources.IResourceClient client, int count)
    {
        HashSet<string> done = [];
        await foreach (Kuscia.Client.Resources.WatchEvent<KusciaJob> change in client.WatchAsync(Kinds.KusciaJob, WellKnownNames.CrossDomainNamespace, Kuscia.Client.Resources.ListOptions.All, CancellationToken.None))
        {
            if (change.Resource.Status?.Phase == "Failed")
            {
                throw new InvalidOperationException($"{change.Resource.Metadata.Name} failed: {change.Resource.Status.Message}");
            }

            bool counts = change.Resource.Metadata.Name?.StartsWith("queued-", StringComparison.Ordinal) == true && change.Resource.Status?.Phase == "Succeeded";
            if (counts && done.Add(change.Resource.Metadata.Name ?? "") && done.Count == count)
            {
                return;
            }
        }
    }

    private static KusciaJob Job(string name)
    {
        KusciaTaskTemplate task = new()
        {
            Alias = "only",
            TaskID = name,
            AppImage = Engine,
            TaskInputConfig = "{}",
            Parties = [new JobParty { DomainID = "alice" }, new JobParty { DomainID = "bob" }],
        };
        return new KusciaJob
        {
            Metadata = new ObjectMeta { Name = name, Namespace = WellKnownNames.CrossDomainNamespace },
            Spec = new KusciaJobSpec { Initiator = "alice", Tasks = [task] },
        };
    }

    private static async Task<double> AwaitEndAsync(Kuscia.Client.Resources.IResourceClient client, string name, long begin)
    {
        Kuscia.Client.Resources.ListOptions only = new() { FieldSelector = $"metadata.name={name}" };
        await foreach (Kuscia.Client.Resources.WatchEvent<KusciaJob> change in client.WatchAsync(Kinds.KusciaJob, WellKnownNames.CrossDomainNamespace, only, CancellationToken.None))
        {
            switch (change.Resource.Status?.Phase)
            {
                case "Succeeded":
                    return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
                case "Failed":
                    throw new InvalidOperationException($"{name} failed: {change.Resource.Status.Reason} {change.Resource.Status.Message}");
            }
        }

        throw new InvalidOperationException("the watch ended");
    }

    private static async Task<double> AwaitPodAsync(Kuscia.Client.Resources.IResourceClient client, string domain, string task, long begin)
    {
        Kuscia.Client.Resources.ListOptions only = new() { FieldSelector = $"metadata.name={task}-0" };
        await foreach (Kuscia.Client.Resources.WatchEvent<Kuscia.Model.Core.Pod> change in client.WatchAsync(Kinds.Pod, domain, only, CancellationToken.None))
        {
            if (change.Resource.Status?.Phase is "Running" or "Succeeded" or "Failed")
            {
                return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            }
        }

        throw new InvalidOperationException("the watch ended");
    }
}
