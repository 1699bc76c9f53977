using System.Runtime.CompilerServices;

namespace Kuscia.Storage.Log;

/// <summary>An open watch: first the history after its start revision, then what is committed, each event once and in order. One reader at a time.</summary>
public sealed class LogWatch : IDisposable
{
    private const int ReplayBatch = 500;
    private readonly RevisionLog _log;
    private readonly WatchHub _hub;
    private readonly WatchHub.Subscription _subscription;
    private readonly long _after;
    private readonly long _joined;
    private bool _replayed;

    internal LogWatch(RevisionLog log, WatchHub hub, WatchHub.Subscription subscription, long after, long joined)
    {
        _log = log;
        _hub = hub;
        _subscription = subscription;
        _after = after;
        _joined = joined;
    }

    /// <summary>
    /// The revision up to which this watcher has been given everything, or null while events wait for it. Only meaningful when asked by the reader between two
    /// events.
    /// </summary>
    public long? Progress
    {
        get
        {
            long published = _hub.Published;
            return _replayed && !_subscription.HasWaiting ? Math.Max(published, _after) : null;
        }
    }

    /// <summary>True when no further event will come: the log was closed or the reader was too slow.</summary>
    public bool IsClosed => _subscription.IsClosed;

    /// <summary>Waits until an event can be read without waiting; false when the log was closed. Throws <see cref="WatchOverflowException"/> for a reader too slow.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _subscription.WaitAsync(cancellationToken);

    /// <summary>The next live event if one is there. Only after <see cref="ReplayAsync"/> has been read to its end.</summary>
    public bool TryRead(out LogEvent? change)
    {
        while (_subscription.TryRead(out change))
        {
            if (change.Revision > _after)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The history between the start revision and the moment the watch was opened. Throws <see cref="CompactedException"/> when it is gone meanwhile.</summary>
    public async IAsyncEnumerable<LogEvent> ReplayAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = _after;
        while (position < _joined)
        {
            (IReadOnlyList<LogEvent> batch, position) = await _log.HistoryAsync(position, _joined, ReplayBatch, cancellationToken);
            foreach (LogEvent change in batch)
            {
                if (change.Entry.Key.StartsWith(_subscription.Prefix, StringComparison.Ordinal))
                {
                    yield return change;
                }
            }
        }

        _replayed = true;
    }

    /// <summary>History, then live events until cancelled or the log closes.</summary>
    public async IAsyncEnumerable<LogEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (LogEvent change in ReplayAsync(cancellationToken))
        {
            yield return change;
        }

        while (await WaitAsync(cancellationToken))
        {
            while (TryRead(out LogEvent? change) && change is not null)
            {
                yield return change;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();
}
