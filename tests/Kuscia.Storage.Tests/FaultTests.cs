using Kuscia.Storage.Log;
using Kuscia.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Storage.Tests;

/// <summary>What callers and watchers are told when the store fails in the middle of something.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Theory]
    [AllStores]
    public async Task A_write_whose_commit_threw_after_it_was_durable_is_acknowledged_and_seen(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        (RevisionLog log, FaultyDialect faults) = await folder.OpenFaultyAsync();
        await using RevisionLog owned = log;
        using CancellationTokenSource limit = new(Deadline);
        using LogWatch watch = log.Watch("/registry/a", log.CurrentRevision);

        faults.OnCommit(Faulty.After);
        AppendResult made = await log.CreateAsync("/registry/a/1", LogFolder.Bytes("1"), 0, limit.Token);
        AppendResult next = await log.CreateAsync("/registry/a/2", LogFolder.Bytes("2"), 0, limit.Token);

        Assert.True(made.Succeeded);
        Assert.Equal([made.Revision, next.Revision], (await TakeAsync(watch, 2, limit.Token)).Select(e => e.Revision));
        Assert.Null(log.Fault);
    }

    [Theory]
    [InlineData("Before")]
    [InlineData("During")]
    public async Task A_write_that_was_not_stored_is_refused_and_never_seen(string where)
    {
        using LogFolder folder = new();
        (RevisionLog log, FaultyDialect faults) = await folder.OpenFaultyAsync();
        await using RevisionLog owned = log;
        using CancellationTokenSource limit = new(Deadline);
        using LogWatch watch = log.Watch("/registry/a", log.CurrentRevision);

        faults.OnCommit(Enum.Parse<Faulty>(where));
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => log.CreateAsync("/registry/a/1", LogFolder.Bytes("1"), 0, limit.Token));
        AppendResult again = await log.CreateAsync("/registry/a/1", LogFolder.Bytes("again"), 0, limit.Token);

        Assert.False(refused.IsOutcomeUnknown);
        Assert.True(again.Succeeded);
        Assert.Equal(["again"], (await TakeAsync(watch, 1, limit.Token)).Select(e => LogFolder.Text(e.Entry.Value)));
    }

    [Theory]
    [AllStores]
    public async Task Of_a_batch_that_threw_each_caller_learns_its_own_outcome(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        (RevisionLog log, FaultyDialect faults) = await folder.OpenFaultyAsync();
        await using RevisionLog owned = log;
        AppendResult first = await log.CreateAsync("/registry/a", LogFolder.Bytes("0"), 0, CancellationToken.None);

        faults.OnCommit(Faulty.After, Faulty.After, Faulty.After, Faulty.After, Faulty.After);
        AppendResult[] results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            log.UpdateAsync("/registry/a", LogFolder.Bytes($"{i}"), first.Revision, 0, CancellationToken.None)));

        AppendResult won = Assert.Single(results, r => r.Succeeded);
        Assert.All(results.Where(r => !r.Succeeded), r => Assert.Equal(won.Revision, r.Current?.ModRevision));
        Assert.Equal(won.Revision, (await log.GetAsync("/registry/a", CancellationToken.None))?.ModRevision);
    }

    [Theory]
    [AllStores]
    public async Task The_table_is_asked_again_until_it_answers_before_anybody_is_told(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        (RevisionLog log, FaultyDialect faults) = await folder.OpenFaultyAsync();
        await using RevisionLog owned = log;

        faults.Unreadable = 3;
        faults.OnCommit(Faulty.After);
        AppendResult made = await log.CreateAsync("/registry/a", LogFolder.Bytes("1"), 0, CancellationToken.None);

        Assert.True(made.Succeeded);
        Assert.Equal(made.Revision, log.CurrentRevision);
    }

    [Theory]
    [AllStores]
    public async Task A_write_that_cannot_be_looked_up_is_told_as_unknown_and_its_event_comes_later(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        ManualTime time = new();
        (RevisionLog log, FaultyDialect faults) = await folder.OpenFaultyAsync(time);
        await using RevisionLog owned = log;
        using CancellationTokenSource limit = new(Deadline);
        using LogWatch watch = log.Watch("/registry/a", log.CurrentRevision);
        faults.Unreadable = int.MaxValue;
        faults.OnCommit(Faulty.After);

        Task<AppendResult> write = log.CreateAsync("/registry/a", LogFolder.Bytes("1"), 0, limit.Token);
        await RunUntilAsync(time, () => write.IsCompleted, limit.Token);
        StoreException unknown = await Assert.ThrowsAsync<StoreException>(() => write);
        faults.Unreadable = 0;
        await RunUntilAsync(time, () => log.Fault is null, limit.Token);

        Assert.True(unknown.IsOutcomeUnknown);
        Assert.Equal(["1"], (await TakeAsync(watch, 1, limit.Token)).Select(e => LogFolder.Text(e.Entry.Value)));
    }

    [Theory]
    [AllStores]
    public async Task A_store_that_cannot_be_written_says_so_and_works_again_by_itself(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        ManualTime time = new();
        (RevisionLog log, FaultyDialect faults) = await folder.OpenFaultyAsync(time);
        await using RevisionLog owned = log;
        using CancellationTokenSource limit = new(Deadline);

        faults.IsWritable = false;
        await Assert.ThrowsAsync<StoreException>(() => log.CreateAsync("/registry/a", LogFolder.Bytes("1"), 0, limit.Token));
        StoreFault? fault = log.Fault;
        time.Advance(TimeSpan.FromSeconds(5));
        StoreFault? still = log.Fault;
        faults.IsWritable = true;
        await RunUntilAsync(time, () => log.Fault is null, limit.Token);

        Assert.Contains("no space left on device", fault?.Message, StringComparison.Ordinal);
        Assert.Equal(fault, still);
        Assert.True((await log.CreateAsync("/registry/a", LogFolder.Bytes("1"), 0, limit.Token)).Succeeded);
    }

    [Theory]
    [InlineData("Before")]
    [InlineData("During")]
    [InlineData("After")]
    public async Task A_compaction_that_threw_leaves_readers_with_the_truth_and_goes_on(string where)
    {
        using LogFolder folder = new();
        (RevisionLog log, FaultyDialect faults) = await folder.OpenFaultyAsync();
        await using RevisionLog owned = log;
        long start = log.CurrentRevision;
        for (int i = 0; i < 10; i++)
        {
            await log.CreateAsync($"/registry/{i}", LogFolder.Bytes("v"), 0, CancellationToken.None);
        }

        faults.OnCompaction(Enum.Parse<Faulty>(where));
        await Assert.ThrowsAsync<IOException>(() => log.CompactAsync(log.CurrentRevision, CancellationToken.None));

        Assert.Throws<CompactedException>(() => log.Watch("/registry/", start));
        await log.CompactAsync(log.CurrentRevision, CancellationToken.None);
        Assert.Equal(log.CurrentRevision - 1, log.CompactedRevision);
        Assert.Equal(11, (await log.ListAsync(new LogQuery("/registry/"), CancellationToken.None)).Entries.Count);
    }

    [Fact]
    public async Task A_lease_that_ran_out_while_the_store_failed_is_ended_when_it_works_again()
    {
        using LogFolder folder = new();
        ManualTime time = new();
        (RevisionLog log, FaultyDialect faults) = await folder.OpenFaultyAsync(time);
        await using RevisionLog owned = log;
        using CancellationTokenSource limit = new(Deadline);
        await log.CreateAsync("/registry/events/first", LogFolder.Bytes("1"), 60, limit.Token);
        await log.CreateAsync("/registry/events/second", LogFolder.Bytes("1"), 7200, limit.Token);
        using LogWatch watch = log.Watch("/registry/events/", log.CurrentRevision);

        faults.IsWritable = false;
        time.Advance(TimeSpan.FromSeconds(65));

        // Slowly, so that the second is not due before the first has failed.
        while (log.Fault is null)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, limit.Token);
        }

        faults.IsWritable = true;
        Task<List<LogEvent>> ended = TakeAsync(watch, 2, limit.Token);
        await RunUntilAsync(time, () => ended.IsCompleted, limit.Token);

        Assert.Equal(["/registry/events/first", "/registry/events/second"], (await ended).Select(e => e.Entry.Key));
    }

    [Theory]
    [InlineData("Before")]
    [InlineData("During")]
    [InlineData("After")]
    public async Task A_lease_whose_removal_threw_is_ended_once(string where)
    {
        using LogFolder folder = new();
        ManualTime time = new();
        (RevisionLog log, FaultyDialect faults) = await folder.OpenFaultyAsync(time);
        await using RevisionLog owned = log;
        using CancellationTokenSource limit = new(Deadline);
        await log.CreateAsync("/registry/events/leased", LogFolder.Bytes("1"), 60, limit.Token);
        using LogWatch watch = log.Watch("/registry/", log.CurrentRevision);

        faults.OnCommit(Enum.Parse<Faulty>(where));
        Task<List<LogEvent>> ended = TakeAsync(watch, 1, limit.Token);
        await RunUntilAsync(time, () => ended.IsCompleted, limit.Token);
        await log.CreateAsync("/registry/last", LogFolder.Bytes("1"), 0, limit.Token);
        List<LogEvent> all = await TakeAsync(watch, 1, limit.Token);

        Assert.Equal(["/registry/events/leased", "/registry/last"], (await ended).Concat(all).Select(e => e.Entry.Key));
        Assert.Null(log.Fault);
    }

    [Fact]
    public async Task What_was_committed_before_a_kill_is_seen_by_those_who_watch_on_after_the_restart()
    {
        using LogFolder folder = new();
        long seen;
        (RevisionLog killed, FaultyDialect faults) = await folder.OpenFaultyAsync();
        await using (killed)
        {
            seen = killed.CurrentRevision;
            faults.Unreadable = int.MaxValue;
            faults.OnCommit(Faulty.After);

            // Committed, but never published nor acknowledged.
            _ = killed.CreateAsync("/registry/a", LogFolder.Bytes("1"), 0, CancellationToken.None).ContinueWith(t => t.Exception, TaskScheduler.Default);
            await using RevisionLog restarted = await folder.OpenAsync();
            using CancellationTokenSource limit = new(Deadline);
            await AwaitRevisionAsync(folder, seen + 1, limit.Token);
            await using RevisionLog after = await Store.OpenAsync(folder.Options, TimeProvider.System, NullLoggerFactory.Instance, limit.Token);
            using LogWatch watch = after.Watch("/registry/a", seen);

            Assert.Equal("1", LogFolder.Text((await AppendTests.FirstAsync(watch, limit.Token)).Entry.Value));
        }
    }

    [Theory]
    [AllStores]
    public async Task Rows_of_another_writer_on_the_same_file_are_handed_out_before_the_own_next_one(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog one = await folder.OpenAsync();
        await using RevisionLog other = await folder.OpenAsync();
        using CancellationTokenSource limit = new(Deadline);
        using LogWatch watch = one.Watch("/registry/a", one.CurrentRevision);

        await other.CreateAsync("/registry/a/other", LogFolder.Bytes("1"), 0, limit.Token);
        await one.CreateAsync("/registry/a/own", LogFolder.Bytes("1"), 0, limit.Token);

        Assert.Equal(["/registry/a/other", "/registry/a/own"], (await TakeAsync(watch, 2, limit.Token)).Select(e => e.Entry.Key));
    }

    internal static async Task<List<LogEvent>> TakeAsync(LogWatch watch, int count, CancellationToken cancellationToken)
    {
        List<LogEvent> events = new();
        await foreach (LogEvent change in watch.ReadAllAsync(cancellationToken))
        {
            events.Add(change);
            if (events.Count == count)
            {
                return events;
            }
        }

        throw new InvalidOperationException($"the watch ended after {events.Count} events");
    }

    // Moves the clock from timer to timer until something is so.
    private static async Task RunUntilAsync(ManualTime time, Func<bool> isSo, CancellationToken cancellationToken)
    {
        while (!isSo())
        {
            cancellationToken.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private static async Task AwaitRevisionAsync(LogFolder folder, long revision, CancellationToken cancellationToken)
    {
        while (StoreRepair.Check(folder.File).LastRevision < revision)
        {
            await Task.Delay(10, cancellationToken);
        }
    }
}
