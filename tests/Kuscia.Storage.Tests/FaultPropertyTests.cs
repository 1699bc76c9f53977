using System.Collections.Concurrent;
using System.Globalization;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>
/// Several writers, watchers, leases and compactions over a store that fails at random places, is killed between a commit and its events, and is restarted: every
/// acknowledged write is seen once and in order by every watcher, a write that was told as failed is never seen, and no row of a key is replaced twice.
/// </summary>
public sealed class FaultPropertyTests
{
    private const int Rounds = 3;
    private const int Writers = 4;
    private const int WritesOfEach = 25;
    private const int LeaseSeconds = 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Acknowledged_writes_are_seen_once_in_order_and_refused_ones_never(int seed)
    {
        using LogFolder folder = new();
        await CheckAsync(folder, seed);
    }

    [Theory]
    [AllStores]
    public async Task So_it_is_on_every_store(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await CheckAsync(folder, 77);
    }

    private static async Task CheckAsync(LogFolder folder, int seed)
    {
        using CancellationTokenSource limit = new(Deadline);
        Told told = new();
        List<LogEvent> seen = new();
        long? from = null;
        for (int round = 0; round < Rounds; round++)
        {
            (RevisionLog log, FaultyDialect faults) = await folder.OpenFaultyAsync(new FastTime());
            await using (log)
            {
                from ??= log.CurrentRevision;
                bool isKilled = round < Rounds - 1 && (seed + round) % 2 == 0;
                seen.AddRange(await RoundAsync(log, faults, new Random((seed * 100) + round), told, from.Value, isKilled, limit.Token));
                from = seen.Count > 0 ? seen[^1].Revision : from;
            }
        }

        long[] revisions = [.. seen.Select(e => e.Revision)];
        Assert.Equal(revisions.Order().Distinct(), revisions);
        Assert.Equal(told.Acknowledged.Keys.Order(), told.Acknowledged.Keys.Intersect(revisions).Order());
        Assert.All(seen.Where(e => told.Acknowledged.ContainsKey(e.Revision) && e.Type != LogEventType.Deleted), e => Assert.Equal(told.Acknowledged[e.Revision], LogFolder.Text(e.Entry.Value)));
        Assert.Empty(seen.Where(e => e.Type != LogEventType.Deleted).Select(e => LogFolder.Text(e.Entry.Value)).Intersect(told.Refused));
        Assert.All(seen.GroupBy(e => e.Entry.Key), key => Assert.Equal(key.SkipLast(1).Select(e => e.Type == LogEventType.Deleted ? 0 : e.Revision), key.Skip(1).Select(e => e.PreviousRevision)));
        Assert.All(seen.GroupBy(e => e.Entry.Key), key => Assert.True(key.Last().Entry.LeaseSeconds == 0, $"the lease of {key.Key} did not end"));
    }

    private static async Task<List<LogEvent>> RoundAsync(
        RevisionLog log, FaultyDialect faults, Random random, Told told, long from, bool isKilled, CancellationToken cancellationToken)
    {
        long joined = log.CurrentRevision;
        using Reader early = new(log, faults, from);
        using Reader late = new(log, faults, joined);
        for (int i = 0; i < 60; i++)
        {
            faults.OnCommit((Faulty)random.Next(4));
            faults.OnCompaction((Faulty)random.Next(4));
        }

        int[] seeds = [.. Enumerable.Range(0, Writers).Select(_ => random.Next())];
        Task writers = Task.WhenAll(seeds.Select((s, i) => WriteAsync(log, faults, new Random(s), $"{i}", told, () => Math.Min(early.Seen, late.Seen), isKilled && i == 0, cancellationToken)));
        await writers;
        if (isKilled)
        {
            return await early.StopAsync(cancellationToken);
        }

        AppendResult last = await EndAsync(log, told, cancellationToken);
        List<LogEvent> all = await early.UpToAsync(last.Revision, cancellationToken);
        List<LogEvent> some = await late.UpToAsync(last.Revision, cancellationToken);
        Assert.Equal(all.Where(e => e.Revision > joined).Select(e => e.Revision), some.Select(e => e.Revision));
        return all;
    }

    private static async Task WriteAsync(
        RevisionLog log, FaultyDialect faults, Random random, string writer, Told told, Func<long> seenByAll, bool kills, CancellationToken cancellationToken)
    {
        for (int i = 0; i < WritesOfEach && !faults.IsDead; i++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"/registry/p/{random.Next(6)}");
            string value = $"{writer}-{i}-{Guid.NewGuid()}";
            long lease = random.Next(4) == 0 ? LeaseSeconds : 0;
            faults.Unreadable = random.Next(8) == 0 ? random.Next(4) : faults.Unreadable;
            try
            {
                LogEntry? now = await log.GetAsync(key, cancellationToken);
                if (kills && i == WritesOfEach / 2)
                {
                    faults.KillAfterCommit();
                }

                AppendResult result = (now, random.Next(4)) switch
                {
                    (null, _) => await log.CreateAsync(key, LogFolder.Bytes(value), lease, cancellationToken),
                    (_, 0) => await log.DeleteAsync(key, now.ModRevision, cancellationToken),
                    _ => await log.UpdateAsync(key, LogFolder.Bytes(value), now.ModRevision, lease, cancellationToken),
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

            await CompactSometimesAsync(log, random, seenByAll(), cancellationToken);
        }
    }

    // Behind what every watcher has seen: one that is cut off takes up its watch there, and to find its history gone is no loss of the log's.
    private static async Task CompactSometimesAsync(RevisionLog log, Random random, long seenByAll, CancellationToken cancellationToken)
    {
        try
        {
            await (random.Next(10) == 0 ? log.CompactAsync(Math.Min(log.CurrentRevision - 20, seenByAll), cancellationToken) : Task.CompletedTask);
        }
        catch (Exception fault) when (fault is IOException or StoreException)
        {
            // Tried again by the next one.
        }
    }

    // The last write of a round, tried until it holds, when every lease has ended: what comes before it has been handed out when it is seen.
    private static async Task<AppendResult> EndAsync(RevisionLog log, Told told, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                LogPage page = await log.ListAsync(new LogQuery("/registry/p/"), cancellationToken);
                if (page.Entries.Any(e => e.LeaseSeconds > 0))
                {
                    await Task.Delay(20, cancellationToken);
                    continue;
                }

                string value = Guid.NewGuid().ToString();
                AppendResult result = await log.CreateAsync($"/registry/p/end-{value}", LogFolder.Bytes(value), 0, cancellationToken);
                told.Take(result, value);
                return result;
            }
            catch (Exception fault) when (fault is IOException or StoreException && i < 1000)
            {
                // Faults are left over.
            }
        }
    }

    // A watcher that takes up its watch again where reading failed, as every client does.
    private sealed class Reader : IDisposable
    {
        private readonly List<LogEvent> _events = [];
        private readonly CancellationTokenSource _stop = new();
        private readonly RevisionLog _log;
        private readonly FaultyDialect _faults;
        private readonly Task _reading;
        private long _seen;

        public Reader(RevisionLog log, FaultyDialect faults, long from)
        {
            _log = log;
            _faults = faults;
            _seen = from;
            _reading = Task.Run(ReadAsync);
        }

        public long Seen => Volatile.Read(ref _seen);

        public async Task<List<LogEvent>> StopAsync(CancellationToken cancellationToken)
        {
            await _stop.CancelAsync();
            await _reading.WaitAsync(cancellationToken);
            return _events;
        }

        public async Task<List<LogEvent>> UpToAsync(long revision, CancellationToken cancellationToken)
        {
            while (Volatile.Read(ref _seen) < revision)
            {
                await Task.Delay(5, cancellationToken);
            }

            return await StopAsync(cancellationToken);
        }

        public void Dispose() => _stop.Dispose();

        private async Task ReadAsync()
        {
            while (!_stop.IsCancellationRequested && !_faults.IsDead)
            {
                try
                {
                    using LogWatch watch = _log.Watch("/registry/p/", _seen);
                    await foreach (LogEvent change in watch.ReadAllAsync(_stop.Token))
                    {
                        _events.Add(change);
                        Volatile.Write(ref _seen, change.Revision);
                    }
                }
                catch (Exception fault) when (fault is IOException or StoreException or OperationCanceledException)
                {
                    // Cut off.
                }
            }
        }
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
