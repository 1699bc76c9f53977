using System.Runtime.CompilerServices;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Resources;

/// <summary>An open watch on a collection, filtered by its selectors. One reader.</summary>
internal sealed class ObjectWatch(LogWatch? log, IReadOnlyList<WatchItem> initial, ListParameters parameters, ResourceCall call, TimeProvider time) : IDisposable
{
    // Gateways end a stream after 60 s of silence; a bookmark keeps a quiet watch open and its reader's version young.
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromSeconds(25);

    // A batch is what a slow client keeps in memory while it reads.
    private const int BatchItems = 256;
    private const int BatchBytes = 1 << 20;
    private readonly Queue<WatchItem> _initial = new(initial);

    /// <summary>
    /// What happens, in batches of few bytes; nothing that was given out is kept. Ends when the time of the watch is over, at a failure (last item) or when the log closes.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<WatchItem>> BatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Measured, not taken from the clock, which may be set while the watch is open.
        long begun = time.GetTimestamp();
        TimeSpan duration = Duration();
        while (_initial.Count > 0)
        {
            yield return TakeInitial();
        }

        call.Answer?.Dispose();
        if (log is null)
        {
            yield break;
        }

        await using IAsyncEnumerator<LogEvent> history = log.ReplayAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        bool more = true;
        while (more)
        {
            await RoomAsync(cancellationToken);
            (List<WatchItem> items, more) = await TakeHistoryAsync(history);
            call.Share?.CountEvents(items.Count);
            if (items.Count > 0)
            {
                yield return items;
            }

            if (items is [.., { Failure: not null }])
            {
                yield break;
            }
        }

        while (true)
        {
            await RoomAsync(cancellationToken);
            Wait outcome = await WaitAsync(log, duration - time.GetElapsedTime(begun), cancellationToken);
            IReadOnlyList<WatchItem> batch = outcome switch
            {
                Wait.Events => Drain(log),
                Wait.Quiet => Bookmark(log),
                Wait.Overflow => [WatchItem.Expired("the watch fell behind and was closed: list again")],
                _ => [],
            };
            call.Share?.CountEvents(batch.Count);
            if (batch.Count > 0)
            {
                yield return batch;
            }

            if (outcome is Wait.Closed or Wait.Overflow || time.GetElapsedTime(begun) >= duration)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        log?.Dispose();
        call.Answer?.Dispose();
    }

    private Task RoomAsync(CancellationToken cancellationToken) => call.Share?.WaitForEventsAsync(cancellationToken) ?? Task.CompletedTask;

    private TimeSpan Duration() => parameters.TimeoutSeconds is long seconds and > 0
        ? TimeSpan.FromSeconds(Math.Min(seconds, 86400))
        : TimeSpan.FromSeconds(1800 + System.Security.Cryptography.RandomNumberGenerator.GetInt32(1800));

    private List<WatchItem> TakeInitial()
    {
        List<WatchItem> items = new();
        for (long bytes = 0; items.Count < BatchItems && bytes < BatchBytes && _initial.TryDequeue(out WatchItem? item); bytes += item.Object?.Length ?? 0)
        {
            items.Add(item);
        }

        return items;
    }

    private async Task<(List<WatchItem> Items, bool More)> TakeHistoryAsync(IAsyncEnumerator<LogEvent> history)
    {
        List<WatchItem> items = new();
        try
        {
            for (long bytes = 0; items.Count < BatchItems && bytes < BatchBytes; bytes += history.Current.Entry.Value.Length)
            {
                if (!await history.MoveNextAsync())
                {
                    return (items, false);
                }

                Add(items, history.Current);
            }
        }
        catch (CompactedException fault)
        {
            items.Add(WatchItem.Expired($"too old resource version: {fault.Requested} ({fault.Compacted})"));
        }

        return (items, true);
    }

    private List<WatchItem> Drain(LogWatch watch)
    {
        List<WatchItem> items = new();
        for (long bytes = 0; items.Count < BatchItems && bytes < BatchBytes && watch.TryRead(out LogEvent? change) && change is not null; bytes += change.Entry.Value.Length)
        {
            Add(items, change);
        }

        return items;
    }

    private IReadOnlyList<WatchItem> Bookmark(LogWatch watch)
    {
        if (!parameters.AllowWatchBookmarks || watch.Progress is not long revision)
        {
            return [];
        }

        return [new WatchItem(ObjectEventType.Bookmark, null, revision)];
    }

    private void Add(List<WatchItem> items, LogEvent change)
    {
        ObjectEvent decoded = ObjectEvent.Of(change);
        Selection selection = parameters.Selection;
        bool now = change.Type != LogEventType.Deleted && (selection.IsEverything || selection.Matches(decoded.Current));
        bool before = change.Type switch
        {
            LogEventType.Created => false,
            LogEventType.Deleted => selection.IsEverything || selection.Matches(decoded.Current),
            _ => selection.IsEverything || selection.Matches(decoded.Previous),
        };
        if (!now && !before)
        {
            return;
        }

        ObjectEventType type = now ? before ? ObjectEventType.Modified : ObjectEventType.Added : ObjectEventType.Deleted;
        bool previous = type == ObjectEventType.Deleted && change.Type == LogEventType.Updated;
        StoredObject seen = previous ? decoded.Previous : decoded.Current;
        StoredObject shown = DefinedObjects.Shown(call.Kind, seen);
        items.Add(new WatchItem(type, shown, change.Revision) { Source = ReferenceEquals(shown, seen) ? decoded : null, IsPrevious = previous });
    }

    private async Task<Wait> WaitAsync(LogWatch watch, TimeSpan rest, CancellationToken cancellationToken)
    {
        TimeSpan pause = rest < BookmarkInterval ? rest : BookmarkInterval;
        if (pause <= TimeSpan.Zero)
        {
            return Wait.Quiet;
        }

        using CancellationTokenSource quiet = new(pause, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, cancellationToken);
        try
        {
            return await watch.WaitAsync(either.Token) ? Wait.Events : Wait.Closed;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Wait.Quiet;
        }
        catch (WatchOverflowException)
        {
            return Wait.Overflow;
        }
    }

    private enum Wait
    {
        Events,
        Quiet,
        Closed,
        Overflow,
    }
}
