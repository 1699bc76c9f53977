using System.Security.Cryptography.X509Certificates;
using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Adversary.Tests;

/// <summary>Whatever the API of a partner answers leads to a back-off with a condition and to bounded memory, and honest partners feel nothing.</summary>
public sealed class AnswerTests(TwoNodes nodes) : IClassFixture<TwoNodes>, IAsyncLifetime
{
    private const long MaxGrowthKiB = 600 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static int _rows;

    private readonly List<Mallory> _all = [];
    private readonly string _engine = $"honest-{Interlocked.Increment(ref _rows)}";
    private X509Certificate2? _certificate;

    private Victim Alice => new(nodes.Alice);

    public static TheoryData<string> Points() => [.. BrokenPoint.All.Select(p => p.Name)];

    public async Task InitializeAsync()
    {
        _certificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Path.Combine(nodes.Alice.Certs, "domain.crt")));
        await nodes.RegisterEngineAsync(_engine, "true");
    }

    public async Task DisposeAsync()
    {
        foreach (Mallory mallory in _all)
        {
            await Alice.DismissAsync(mallory.Domain);
            await mallory.DisposeAsync();
        }

        _certificate?.Dispose();
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Every_broken_answer_is_met_with_a_back_off_a_condition_and_bounded_memory(string pointName)
    {
        BrokenPoint point = BrokenPoint.All.Single(p => p.Name == pointName);
        long memory = nodes.Alice.ResidentMemoryKiB();
        IReadOnlyDictionary<string, long> logs = LogRules.Mark(nodes.Alice);
        await ArriveAsync(point);

        await RunHonestJobAsync();

        List<string> faults = [.. _all.SelectMany(m => m.RateFaults())];
        faults.AddRange(await ConditionFaultsAsync());
        Report.Empty(faults);
        Assert.InRange(nodes.Alice.PeakMemoryKiB() - memory, long.MinValue, MaxGrowthKiB);
        Assert.Equal((200, "ok"), await nodes.Alice.AdminAsync(HttpMethod.Get, "/readyz"));
        Report.Empty(LogRules.FaultsOf(nodes.Alice, logs));
    }

    // All at once: each is a partner of its own, as bounds are per partner.
    private async Task ArriveAsync(BrokenPoint point)
    {
        using PartnerKey key = PartnerKey.Create("mallory");
        foreach (BrokenAnswer answer in point.Answers)
        {
            PartnerKey own = key.Named($"mallory-{_rows}-{_all.Count}");
            HostileHost host = await HostileHost.StartAsync(own, _certificate ?? throw new InvalidOperationException("not started"));
            host.Mailbox.Put(MailboxObject.JobSummary($"offered-by-{own.Domain}", own.Domain, "alice"));
            host.Mailbox.Put(MailboxObject.Job($"offered-by-{own.Domain}", own.Domain, "alice", _engine));
            TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously);
            host.Break(answer, context =>
            {
                bool here = point.Is(context);
                if (here)
                {
                    met.TrySetResult();
                }

                return here;
            });
            Mallory mallory = new(own, host, answer, met.Task);
            _all.Add(mallory);
        }

        foreach (Mallory mallory in _all)
        {
            await Alice.AdmitAsync(mallory.Key);
            await Alice.JoinAsync(mallory.Key, mallory.Host.Endpoint);
            mallory.Count();
        }

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

    private async Task<IReadOnlyList<string>> ConditionFaultsAsync()
    {
        List<string> faults = [];
        foreach (Mallory mallory in _all.Where(m => m.Answer.IsWrong))
        {
            faults.AddRange(await mallory.ConditionFaultsAsync(Alice));
        }

        return faults;
    }
}
