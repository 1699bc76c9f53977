using System.Security.Cryptography.X509Certificates;
using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Adversary.Tests;

/// <summary>Whatever the API of a partner answers leads to a back-off with a condition and to bounded memory, and honest partners feel nothing.</summary>
public sealed class AnswerTests(TwoNodes nodes) : IClassFixture<TwoNodes>, IAsyncLifetime
{
    // Five partners and more flood at once; what each may make the node hold is in docs/security.md, the rest is garbage that waits for a collection.
    private const long MaxGrowthKiB = 1024 * 1024;

    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 8 };
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan ConditionLimit = TimeSpan.FromSeconds(60);
    private static int _rows;

    private readonly List<Mallory> _all = [];
    private readonly string _engine = $"honest-{Interlocked.Increment(ref _rows)}";
    private X509Certificate2? _certificate;

    private Victim Alice => new(nodes.Alice);

    public static TheoryData<string> Points() => [.. BrokenPoint.Rows.Keys];

    public async Task InitializeAsync()
    {
        _certificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Path.Combine(nodes.Alice.Certs, "domain.crt")));
        await nodes.RegisterEngineAsync(_engine, "true");
    }

    public async Task DisposeAsync()
    {
        await Parallel.ForEachAsync(_all, AtOnce, async (mallory, _) =>
        {
            await Alice.DismissAsync(mallory.Domain);
            await mallory.DisposeAsync();
        });

        _certificate?.Dispose();
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Every_broken_answer_is_met_with_a_back_off_a_condition_and_bounded_memory(string row)
    {
        long memory = nodes.Alice.ResidentMemoryKiB();
        IReadOnlyDictionary<string, long> logs = LogRules.Mark(nodes.Alice);
        await ArriveAsync(BrokenPoint.Rows[row]);

        await RunHonestJobAsync();

        List<string> faults = [.. _all.SelectMany(m => m.RateFaults())];
        faults.AddRange(await ConditionFaultsAsync());
        Report.Empty(faults);
        Assert.InRange(nodes.Alice.PeakMemoryKiB() - memory, long.MinValue, MaxGrowthKiB);
        Assert.Equal((200, "ok"), await nodes.Alice.AdminAsync(HttpMethod.Get, "/readyz"));
        Report.Empty(LogRules.FaultsOf(nodes.Alice, logs));
    }

    // All at once: each is a partner of its own, as bounds are per partner.
    private async Task ArriveAsync(IReadOnlyList<BrokenPoint> points)
    {
        using PartnerKey key = PartnerKey.Create("mallory");
        foreach (BrokenPoint point in points)
        {
            PartnerKey own = key.Named($"mallory-{_rows}-{_all.Count}");
            HostileHost host = await HostileHost.StartAsync(own, _certificate ?? throw new InvalidOperationException("not started"));
            host.Mailbox.Put(MailboxObject.JobSummary($"offered-by-{own.Domain}", own.Domain, "alice"));
            host.Mailbox.Put(MailboxObject.Job($"offered-by-{own.Domain}", own.Domain, "alice", _engine));
            TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously);
            host.Break(point.Answer, context =>
            {
                if (point.NeedsWithdrawal && BrokenPoint.IsAnswer(context))
                {
                    host.Mailbox.Remove("kusciajobs", $"offered-by-{own.Domain}");
                }

                bool here = point.Is(context);
                if (here)
                {
                    met.TrySetResult();
                }

                return here;
            });
            Mallory mallory = new(own, host, point, met.Task);
            _all.Add(mallory);
        }

        await Parallel.ForEachAsync(_all, AtOnce, async (mallory, _) =>
        {
            await Alice.AdmitAsync(mallory.Key);
            await Alice.JoinAsync(mallory.Key, mallory.Host.Endpoint);
            mallory.Count();
        });

        foreach (Mallory mallory in _all)
        {
            await mallory.MetAsync(Limit);
        }
    }

    private async Task RunHonestJobAsync()
    {
        await nodes.Alice.Client.CreateAsync(Kinds.KusciaJob, TwoNodes.JobOf(_engine, _engine, "alice", "bob"), CancellationToken.None);
        foreach (NodeProcess node in nodes.Both)
        {
            KusciaJob job = await TwoNodes.AwaitJobAsync(node, _engine, Limit, "Succeeded", "Failed");
            Assert.True(job.Status?.Phase == "Succeeded", $"{node.Domain}: {job.Status?.Reason} {job.Status?.Message}\n{node.LogTail()}");
        }
    }

    // A condition tells of trouble that lasts, some seconds after it began.
    private async Task<IReadOnlyList<string>> ConditionFaultsAsync()
    {
        long begin = TimeProvider.System.GetTimestamp();
        List<string> faults;
        do
        {
            faults = [];
            foreach (Mallory mallory in _all.Where(m => m.Point.Answer.IsWrong))
            {
                faults.AddRange(await mallory.ConditionFaultsAsync(Alice));
            }
        }
        while (faults.Count > 0 && TimeProvider.System.GetElapsedTime(begin) < ConditionLimit);
        return faults;
    }
}
