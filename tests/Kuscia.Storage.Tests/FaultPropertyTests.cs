using System.Collections.Concurrent;
using System.Globalization;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>
/// Several writers, watchers and compactions over a store that fails at random places and is restarted: every acknowledged write is seen once and in order by
/// every watcher, and a write that was told as failed is never seen.
/// </summary>
public sealed class FaultPropertyTests
{
    private const int Rounds = 3;
    private const int Writers = 4;
    private const int WritesOfEach = 25;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Acknowledged_writes_are_seen_once_in_order_and_refused_ones_never(int seed)
    {
        using var folder = new LogFolder();
        using var limit = new CancellationTokenSource(Deadline);
        var told = new Told();
        var seen = new List<LogEvent>();
        long? from = null;
        for (int round = 0; round < Rounds; round++)
        {
            (RevisionLog log, FaultyDialect faults) = await folder.OpenFaultyAsync();
            await using (log)
            {
                seen.AddRange(await RoundAsync(log, faults, new Random((seed * 100) + round), told, from, limit.Token));
                from = log.CurrentRevision;
            }
        }

        long[] revisions = [.. seen.Select(e => e.Revision)];
        Assert.Equal(revisions.Order().Distinct(), revisions);
        Assert.Equal(told.Acknowledged.Keys.Order(), told.Acknowledged.Keys.Intersect(revisions).Order());
        Assert.All(seen.Where(e => told.Acknowledged.ContainsKey(e.Revision) && e.Type != LogEventType.Deleted), e => Assert.Equal(told.Acknowledged[e.Revision], LogFolder.Text(e.Entry.Value)));
        Assert.Empty(seen.Where(e => e.Type != LogEventType.Deleted).Select(e => LogFolder.Text(e.Entry.Value)).Intersect(told.Refused));
    }

    private static async Task<List<LogEvent>> RoundAsync(RevisionLog log, FaultyDialect faults, Random random, Told told, long? from, CancellationToken cancellationToken)
    {
        using LogWatch early = log.Watch("/registry/p/", from ?? log.CurrentRevision);
        using LogWatch late = log.Watch("/registry/p/", log.CurrentRevision);
        long joined = log.CurrentRevision;
        for (int i = 0; i < 60; i++)
        {
            faults.OnCommit((Faulty)random.Next(4));
            faults.OnCompaction((Faulty)random.Next(4));
        }

        int[] seeds = [.. Enumerable.Range(0, Writers).Select(_ => random.Next())];
        await Task.WhenAll(seeds.Select((s, i) => WriteAsync(log, faults, new Random(s), $"{i}", told, cancellationToken)));
        AppendResult last = await EndAsync(log, told, cancellationToken);
        List<LogEvent> all = await UpToAsync(early, last.Revision, cancellationToken);
        List<LogEvent> some = await UpToAsync(late, last.Revision, cancellationToken);
        Assert.Equal(all.Where(e => e.Revision > joined).Select(e => e.Revision), some.Select(e => e.Revision));
        return all;
    }

    private static async Task WriteAsync(RevisionLog log, FaultyDialect faults, Random random, string writer, Told told, CancellationToken cancellationToken)
    {
        for (int i = 0; i < WritesOfEach; i++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"/registry/p/{random.Next(6)}");
            string value = $"{writer}-{i}-{Guid.NewGuid()}";
            faults.Unreadable = random.Next(8) == 0 ? random.Next(4) : faults.Unreadable;
            try
            {
                LogEntry? now = await log.GetAsync(key, cancellationToken);
                AppendResult result = (now, random.Next(4)) switch
                {
                    (null, _) => await log.CreateAsync(key, LogFolder.Bytes(value), 0, cancellationToken),
                    (_, 0) => await log.DeleteAsync(key, now.ModRevision, cancellationToken),
                    _ => await log.UpdateAsync(key, LogFolder.Bytes(value), now.ModRevision, 0, cancellationToken),
                };
                told.Take(result, value);
            }
            catch (StoreException refused)
            {
                told.Take(refused, value);
            }
            catch (IOException)
            {
                // The read before the write failed.
            }

            await CompactSometimesAsync(log, random, cancellationToken);
        }
    }

    private static async Task CompactSometimesAsync(RevisionLog log, Random random, CancellationToken cancellationToken)
    {
        try
        {
            await (random.Next(10) == 0 ? log.CompactAsync(log.CurrentRevision - 20, cancellationToken) : Task.CompletedTask);
        }
        catch (IOException)
        {
            // Tried again by the next one.
        }
    }

    // The last write of a round, tried until it holds: what comes before it has been handed out when it is seen.
    private static async Task<AppendResult> EndAsync(RevisionLog log, Told told, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                string value = Guid.NewGuid().ToString();
                AppendResult result = await log.CreateAsync($"/registry/p/end-{value}", LogFolder.Bytes(value), 0, cancellationToken);
                told.Take(result, value);
                return result;
            }
            catch (StoreException) when (i < 100)
            {
                // Faults are left over.
            }
        }
    }

    private static async Task<List<LogEvent>> UpToAsync(LogWatch watch, long revision, CancellationToken cancellationToken)
    {
        var events = new List<LogEvent>();
        await foreach (LogEvent change in watch.ReadAllAsync(cancellationToken))
        {
            events.Add(change);
            if (change.Revision >= revision)
            {
                break;
            }
        }

        return events;
    }

    private sealed class Told
    {
        public ConcurrentDictionary<long, string> Acknowledged { get; } = new();

        public ConcurrentBag<string> Refused { get; } = [];

        public void Take(AppendResult result, string value)
        {
            if (result.Succeeded)
            {
                Assert.True(Acknowledged.TryAdd(result.Revision, value));
            }
            else
            {
                Refused.Add(value);
            }
        }

        public void Take(StoreException refused, string value)
        {
            if (!refused.IsOutcomeUnknown)
            {
                Refused.Add(value);
            }
        }
    }
}
