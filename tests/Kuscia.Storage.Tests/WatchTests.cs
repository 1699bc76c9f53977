using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

public sealed class WatchTests
{
    [Theory]
    [AllStores]
    public async Task A_watch_gives_history_and_then_live_events_each_once_in_order(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        long start = log.CurrentRevision;
        await Task.WhenAll(Enumerable.Range(0, 700).Select(i => log.CreateAsync($"/registry/a/{i}", LogFolder.Bytes("v"), 0, limit.Token)));
        using LogWatch watch = log.Watch("/registry/a/", start);
        Task writes = Task.WhenAll(Enumerable.Range(700, 700).Select(i => log.CreateAsync($"/registry/a/{i}", LogFolder.Bytes("v"), 0, limit.Token)));

        List<long> seen = new();
        await foreach (LogEvent change in watch.ReadAllAsync(limit.Token))
        {
            seen.Add(change.Revision);
            if (seen.Count == 1400)
            {
                break;
            }
        }

        await writes;
        Assert.Equal(Enumerable.Range(1, 1400).Select(i => start + i), seen);
    }

    [Fact]
    public async Task What_one_watch_gave_every_watch_has_once_the_log_has_settled()
    {
        using LogFolder folder = await LogFolder.NewAsync("sqlite");
        await using RevisionLog log = await folder.OpenAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        LogWatch[] watches = [.. Enumerable.Range(0, 5000).Select(_ => log.Watch("/registry/", log.CurrentRevision))];
        int behind = 0;
        for (int i = 0; i < 50; i++)
        {
            Task write = log.CreateAsync($"/registry/{i}", LogFolder.Bytes("v"), 0, limit.Token);
            LogWatch first = watches[^1];
            SpinWait.SpinUntil(() => first.TryRead(out _), TimeSpan.FromSeconds(30));

            log.Settle();
            behind += watches[..^1].Count(w => !w.TryRead(out _));
            await write;
        }

        Assert.Equal(0, behind);
        Array.ForEach(watches, w => w.Dispose());
    }

    [Theory]
    [AllStores]
    public async Task A_watch_sees_only_its_prefix_with_the_values_before_and_after(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        using LogWatch watch = log.Watch("/registry/a/", log.CurrentRevision);
        await log.CreateAsync("/registry/b/x", LogFolder.Bytes("b"), 0, limit.Token);
        AppendResult made = await log.CreateAsync("/registry/a/x", LogFolder.Bytes("1"), 0, limit.Token);
        AppendResult changed = await log.UpdateAsync("/registry/a/x", LogFolder.Bytes("2"), made.Revision, 0, limit.Token);
        await log.DeleteAsync("/registry/a/x", changed.Revision, limit.Token);

        List<string> seen = new();
        await foreach (LogEvent change in watch.ReadAllAsync(limit.Token))
        {
            seen.Add($"{change.Type} {LogFolder.Text(change.PreviousValue)}>{LogFolder.Text(change.Entry.Value)}");
            if (seen.Count == 3)
            {
                break;
            }
        }

        Assert.Equal(["Created >1", "Updated 1>2", "Deleted 2>2"], seen);
    }

    [Theory]
    [AllStores]
    public async Task A_slow_watcher_is_closed_with_an_error_and_writers_go_on(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync(watchCapacity: 10);
        using LogWatch watch = log.Watch("/registry/", log.CurrentRevision);
        for (int i = 0; i < 20; i++)
        {
            await log.CreateAsync($"/registry/{i}", LogFolder.Bytes("v"), 0, CancellationToken.None);
        }

        await Assert.ThrowsAsync<WatchOverflowException>(async () =>
        {
            await foreach (LogEvent change in watch.ReadAllAsync(CancellationToken.None))
            {
                Assert.NotNull(change);
            }
        });
    }

    [Theory]
    [AllStores]
    public async Task A_watcher_is_closed_too_when_a_few_large_events_wait(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await LogFolder.OpenAsync(folder.Options with { WatchBytes = 1 << 20 });
        using LogWatch slow = log.Watch("/registry/", log.CurrentRevision);
        using LogWatch reading = log.Watch("/registry/", log.CurrentRevision);
        for (int i = 0; i < 4; i++)
        {
            await log.CreateAsync($"/registry/{i}", new byte[2 << 20], 0, CancellationToken.None);
            Assert.True(reading.TryRead(out _));
        }

        Assert.True(slow.IsClosed);
        Assert.False(reading.IsClosed);
    }

    [Theory]
    [AllStores]
    public async Task A_history_of_large_values_is_given_whole(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        long start = log.CurrentRevision;
        AppendResult made = await log.CreateAsync("/registry/large", new byte[3 << 20], 0, limit.Token);
        for (int i = 0; i < 5; i++)
        {
            made = await log.UpdateAsync("/registry/large", new byte[3 << 20], made.Revision, 0, limit.Token);
        }

        using LogWatch watch = log.Watch("/registry/", start);
        List<LogEvent> events = await FaultTests.TakeAsync(watch, 6, limit.Token);

        Assert.Equal(Enumerable.Range(1, 6).Select(i => start + i), events.Select(e => e.Revision));
    }

    [Theory]
    [AllStores]
    public async Task A_watcher_that_is_cut_keeps_no_events(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync(watchCapacity: 10);
        using LogWatch watch = log.Watch("/registry/", log.CurrentRevision);
        for (int i = 0; i < 20; i++)
        {
            await log.CreateAsync($"/registry/{i}", LogFolder.Bytes("v"), 0, CancellationToken.None);
        }

        Assert.False(watch.TryRead(out _));
        Assert.True(watch.IsClosed);
    }

    [Theory]
    [AllStores]
    public async Task Lists_show_the_revision_asked_for_in_pages(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync();
        for (int i = 0; i < 5; i++)
        {
            await log.CreateAsync($"/registry/a/{i}", LogFolder.Bytes("v"), 0, CancellationToken.None);
        }

        LogPage first = await log.ListAsync(new LogQuery("/registry/a/") { Limit = 2, CountRemaining = true }, CancellationToken.None);
        await log.CreateAsync("/registry/a/11", LogFolder.Bytes("later"), 0, CancellationToken.None);
        LogPage second = await log.ListAsync(new LogQuery("/registry/a/") { Revision = first.Revision, AfterKey = first.Entries[^1].Key }, CancellationToken.None);

        Assert.Equal(["/registry/a/0", "/registry/a/1"], first.Entries.Select(e => e.Key));
        Assert.Equal(3, first.Remaining);
        Assert.Equal(["/registry/a/2", "/registry/a/3", "/registry/a/4"], second.Entries.Select(e => e.Key));
    }

    [Theory]
    [AllStores]
    public async Task Compacted_history_is_refused_and_the_present_state_stays_whole(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync();
        long start = log.CurrentRevision;
        AppendResult at = await log.CreateAsync("/registry/a", LogFolder.Bytes("0"), 0, CancellationToken.None);
        for (int i = 1; i <= 20; i++)
        {
            at = await log.UpdateAsync("/registry/a", LogFolder.Bytes($"{i}"), at.Revision, 0, CancellationToken.None);
        }

        AppendResult other = await log.CreateAsync("/registry/gone", LogFolder.Bytes("x"), 0, CancellationToken.None);
        await log.DeleteAsync("/registry/gone", other.Revision, CancellationToken.None);
        await log.CreateAsync("/registry/last", LogFolder.Bytes("y"), 0, CancellationToken.None);
        await log.CompactAsync(log.CurrentRevision, CancellationToken.None);

        Assert.Throws<CompactedException>(() => log.Watch("/registry/", start));
        await Assert.ThrowsAsync<CompactedException>(() => log.ListAsync(new LogQuery("/registry/") { Revision = start + 1 }, CancellationToken.None));
        LogPage now = await log.ListAsync(new LogQuery("/registry/"), CancellationToken.None);
        Assert.Equal(["/registry/a", "/registry/health", "/registry/last"], now.Entries.Select(e => e.Key));
        Assert.Equal("20", LogFolder.Text(now.Entries[0].Value));
        Assert.True((await log.CreateAsync("/registry/gone", LogFolder.Bytes("again"), 0, CancellationToken.None)).Succeeded);
    }

    [Theory]
    [AllStores]
    public async Task What_is_compacted_is_known_after_a_restart_and_revisions_go_on(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        long current;
        await using (RevisionLog log = await folder.OpenAsync())
        {
            for (int i = 0; i < 10; i++)
            {
                await log.CreateAsync($"/registry/{i}", LogFolder.Bytes("v"), 0, CancellationToken.None);
            }

            current = log.CurrentRevision;
            await log.CompactAsync(current, CancellationToken.None);
        }

        await using RevisionLog again = await folder.OpenAsync();

        Assert.Equal(current, again.CurrentRevision);
        Assert.Equal(current - 1, again.CompactedRevision);
        Assert.Throws<CompactedException>(() => again.Watch("/registry/", 1));
    }
}
