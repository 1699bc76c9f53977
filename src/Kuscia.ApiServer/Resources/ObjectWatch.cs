using System.Runtime.CompilerServices;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Resources;

/// <summary>An open watch on a collection, filtered by its selectors. One reader.</summary>
internal sealed class ObjectWatch(LogWatch? log, IReadOnlyList<WatchItem> initial, ListParameters parameters, TimeProvider time) : IDisposable
{
    // Gateways end a stream after 60 s of silence; a bookmark keeps a quiet watch open and its reader's version young.
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromSeconds(25);

    /// <summary>
    /// What happens, in batches: everything that can be had without waiting is one batch. Ends when the time of the watch is over, at a failure (last item) or
    /// when the log closes.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<WatchItem>> BatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Measured, not taken from the clock, which may be set while the watch is open.
        long begun = time.GetTimestamp();
        TimeSpan duration = Duration();
        if (initial.Count > 0)
        {
            yield return initial;
        }

        if (log is null)
        {
            yield break;
        }

        IReadOnlyList<WatchItem> history = await ReplayAsync(log, cancellationToken);
        if (history.Count > 0)
        {
            yield return history;
        }

        while (history is not [.., { Failure: not null }])
        {
            Wait outcome = await WaitAsync(log, duration - time.GetElapsedTime(begun), cancellationToken);
            IReadOnlyList<WatchItem> batch = outcome switch
            {
                Wait.Events => Drain(log),
                Wait.Quiet => Bookmark(log),
                Wait.Overflow => [WatchItem.Expired("the watch fell behind and was closed: list again")],
                _ => [],
            };
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
    public void Dispose() => log?.Dispose();

    private TimeSpan Duration() => parameters.TimeoutSeconds is long seconds and > 0
        ? TimeSpan.FromSeconds(Math.Min(seconds, 86400))
        : TimeSpan.FromSeconds(1800 + System.Security.Cryptography.RandomNumberGenerator.GetInt32(1800));

    private async Task<IReadOnlyList<WatchItem>> ReplayAsync(LogWatch watch, CancellationToken cancellationToken)
    {
        var items = new List<WatchItem>();
        try
        {
            await foreach (LogEvent change in watch.ReplayAsync(cancellationToken))
            {
                Add(items, change);
            }
        }
        catch (CompactedException fault)
        {
            items.Add(WatchItem.Expired($"too old resource version: {fault.Requested} ({fault.Compacted})"));
        }

        return items;
    }

    private List<WatchItem> Drain(LogWatch watch)
    {
        var items = new List<WatchItem>();
        while (items.Count < 256 && watch.TryRead(out LogEvent? change) && change is not null)
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
        items.Add(new WatchItem(type, previous ? decoded.Previous : decoded.Current, change.Revision) { Source = decoded, IsPrevious = previous });
    }

    private async Task<Wait> WaitAsync(LogWatch watch, TimeSpan rest, CancellationToken cancellationToken)
    {
        TimeSpan pause = rest < BookmarkInterval ? rest : BookmarkInterval;
        if (pause <= TimeSpan.Zero)
        {
            return Wait.Quiet;
        }

        using var quiet = new CancellationTokenSource(pause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, cancellationToken);
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
