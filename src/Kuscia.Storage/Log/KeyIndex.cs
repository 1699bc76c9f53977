using Microsoft.Extensions.Logging;

namespace Kuscia.Storage.Log;

/// <summary>
/// The index of live keys of a log: read from the table behind its start, kept by what is handed out. Until it is read, and for revisions that it does not know any more, the
/// table is asked. Thread-safe.
/// </summary>
internal sealed partial class KeyIndex(IDialect dialect, TimeProvider time, ILogger<KeyIndex> logger) : IAsyncDisposable
{
    private const int Page = 10_000;
    private const string First = "/";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Change> _waiting = [];
    private LiveKeys? _keys;
    private long _through;
    private int _round;
    private Task _loading = Task.CompletedTask;

    /// <summary>Begins to read the keys as they are at a revision; all that comes behind it must be told by <see cref="Track"/>.</summary>
    public void Start(long revision)
    {
        lock (_lock)
        {
            _through = revision;
            _keys = null;
            _waiting.Clear();
            int round = ++_round;
            Task before = _loading;
            _loading = Task.Run(() => LoadAsync(round, before), CancellationToken.None);
        }
    }

    /// <summary>Takes up changes in their order, before anybody is told of them. Everything up to <paramref name="through"/> is among them.</summary>
    public void Track(IReadOnlyList<LogEvent> events, long through)
    {
        lock (_lock)
        {
            foreach (LogEvent change in events)
            {
                if (change.Revision <= _through)
                {
                    continue;
                }

                Change entry = new(change.Entry.Key, change.Revision, change.Type == LogEventType.Deleted);
                if (_keys is null)
                {
                    _waiting.Add(entry);
                }
                else
                {
                    Apply(_keys, entry);
                }
            }

            _through = Math.Max(_through, through);
        }
    }

    /// <summary>Number of live keys in [start, end) at a revision; null when only the table knows.</summary>
    public long? Count(string start, string end, long revision)
    {
        lock (_lock)
        {
            return revision <= _through ? _keys?.CountOf(start, end, revision) : null;
        }
    }

    /// <summary>Ids of the rows of [start, end) at a revision, at most <paramref name="limit"/> of them (0 for all); null when only the table knows.</summary>
    public IReadOnlyList<long>? Rows(string start, string end, long revision, int limit)
    {
        lock (_lock)
        {
            return revision <= _through ? _keys?.Rows(start, end, revision, limit) : null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loading;
        _stop.Dispose();
    }

    private static void Apply(LiveKeys keys, Change change)
    {
        if (change.IsDeletion)
        {
            keys.Remove(change.Key, change.Revision);
        }
        else
        {
            keys.Set(change.Key, change.Revision);
        }
    }

    private async Task LoadAsync(int round, Task before)
    {
        await before;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (await ReadAsync(round))
                {
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                Log.NotRead(logger, e.Message, Pause);
                await Task.Delay(Pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // False when it has to be read again, as the history that it was reading was compacted.
    private async Task<bool> ReadAsync(int round)
    {
        long revision = Begin();
        LiveKeys keys = new(revision);
        string end = KeyRange.End(First);
        string start = First;
        LogRows page;
        do
        {
            page = await dialect.KeysAsync(start, end, revision, Page, _stop.Token);
            if (page.Compacted > revision)
            {
                return false;
            }

            foreach (LogRow row in page.Rows)
            {
                keys.Set(row.Name, row.Id);
            }

            start = page.Rows.Count > 0 ? KeyRange.Behind(page.Rows[^1].Name) : end;
        }
        while (page.Rows.Count == Page);
        Publish(round, keys);
        return true;
    }

    private long Begin()
    {
        lock (_lock)
        {
            _waiting.Clear();
            return _through;
        }
    }

    private void Publish(int round, LiveKeys keys)
    {
        lock (_lock)
        {
            // Begun anew meanwhile: that round goes on.
            if (round == _round)
            {
                _waiting.ForEach(c => Apply(keys, c));
                _waiting.Clear();
                _keys = keys;
            }
        }
    }

    // What happened to a key; its value would keep memory alive.
    private readonly record struct Change(string Key, long Revision, bool IsDeletion);

    private static partial class Log
    {
        [LoggerMessage(1207, LogLevel.Warning, "The index of the live keys could not be read: {Reason}; lists ask the table until it is, tried again in {Pause}")]
        public static partial void NotRead(ILogger logger, string reason, TimeSpan pause);
    }
}
