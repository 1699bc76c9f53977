using Kuscia.Storage.Dialects;
using Microsoft.Extensions.Logging;

namespace Kuscia.Storage.Log;

/// <summary>
/// An append-only log of key versions in the <c>kine</c> table. Every write is a compare-and-append that is durable when it returns; every row has a
/// revision; readers see any revision that is not compacted; watchers get each event once, after its commit, in order. Thread-safe.
/// </summary>
public sealed class RevisionLog : IAsyncDisposable
{
    /// <summary>The key that every store has.</summary>
    internal const string HealthKey = "/registry/health";

    /// <summary>Its value.</summary>
    internal static readonly ReadOnlyMemory<byte> HealthValue = "{\"health\":\"true\"}"u8.ToArray();

    private readonly IDialect _dialect;
    private readonly WatchHub _hub;
    private readonly CommitLoop _commits;
    private readonly LeaseExpiry _leases;
    private readonly Compaction _compaction;

    private RevisionLog(IDialect dialect, RevisionLogOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _dialect = dialect;
        _hub = new WatchHub(options.WatchCapacity, options.WatchBytes);
        _leases = new LeaseExpiry(this, time, loggers.CreateLogger<LeaseExpiry>());
        _commits = new CommitLoop(dialect, new LogTail(dialect, _hub, _leases), _hub, RevisionLogOptions.CommitBatch, time, loggers.CreateLogger<CommitLoop>());
        _compaction = new Compaction(dialect, _commits, _hub, options, time, loggers.CreateLogger<Compaction>());
    }

    /// <summary>The newest committed revision; 0 for an empty log.</summary>
    public long CurrentRevision => _hub.Published;

    /// <summary>History up to and including this revision may be gone; the state at exactly this revision can still be read.</summary>
    public long CompactedRevision => _compaction.Compacted;

    /// <summary>Set while the store does not take writes; it is tried every second until it does.</summary>
    public StoreFault? Fault => _commits.Fault;

    /// <summary>Opens (and creates) the log and starts its background work. Throws <see cref="StoreException"/> when the file cannot be used.</summary>
    public static Task<RevisionLog> OpenAsync(RevisionLogOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        return OpenAsync(new SqliteDialect(options), options, time, loggers, cancellationToken);
    }

    /// <summary>The same over another dialect, which the log owns.</summary>
    internal static async Task<RevisionLog> OpenAsync(IDialect dialect, RevisionLogOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var log = new RevisionLog(dialect, options, time, loggers);
        try
        {
            await dialect.OpenAsync(cancellationToken);
            await log.StartAsync(cancellationToken);
            return log;
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a key that must not exist. <paramref name="leaseSeconds"/> above 0 deletes it again after that time.</summary>
    public Task<AppendResult> CreateAsync(string key, ReadOnlyMemory<byte> value, long leaseSeconds, CancellationToken cancellationToken) =>
        _commits.AppendAsync(new PendingAppend(key, value, 0, leaseSeconds), cancellationToken);

    /// <summary>Replaces a key that must be at <paramref name="expectedRevision"/>.</summary>
    public Task<AppendResult> UpdateAsync(string key, ReadOnlyMemory<byte> value, long expectedRevision, long leaseSeconds, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(expectedRevision);
        return _commits.AppendAsync(new PendingAppend(key, value, expectedRevision, leaseSeconds), cancellationToken);
    }

    /// <summary>Deletes a key that must be at <paramref name="expectedRevision"/>.</summary>
    public Task<AppendResult> DeleteAsync(string key, long expectedRevision, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(expectedRevision);
        return _commits.AppendAsync(new PendingAppend(key, null, expectedRevision, 0), cancellationToken);
    }

    /// <summary>The present state of a key, or null.</summary>
    public async Task<LogEntry?> GetAsync(string key, CancellationToken cancellationToken) =>
        await _dialect.LatestAsync(key, cancellationToken) is { Deleted: false } row ? row.ToEntry() : null;

    /// <summary>The keys of a range. Throws <see cref="CompactedException"/> when the revision asked for is compacted.</summary>
    public async Task<LogPage> ListAsync(LogQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        long revision = query.Revision == 0 ? CurrentRevision : query.Revision;
        string end = KeyRange.End(query.Prefix);
        string start = query.AfterKey is null ? query.Prefix : KeyRange.Behind(query.AfterKey);
        int limit = query.Limit > 0 ? query.Limit + 1 : 0;
        IReadOnlyList<LogRow> rows = await _dialect.ListAsync(start, end, revision, limit, cancellationToken);
        bool more = query.Limit > 0 && rows.Count > query.Limit;
        LogEntry[] entries = [.. rows.Take(more ? query.Limit : rows.Count).Select(r => r.ToEntry())];
        long remaining = more && query.CountRemaining ? await _dialect.CountAsync(KeyRange.Behind(entries[^1].Key), end, revision, cancellationToken) : 0;
        EnsureReadable(revision);
        return new LogPage(entries, revision, more, remaining);
    }

    /// <summary>
    /// Opens a watch on all keys with a prefix, for changes after a revision. Throws <see cref="CompactedException"/> when that history is gone. Dispose it.
    /// </summary>
    public LogWatch Watch(string prefix, long afterRevision)
    {
        EnsureReadable(afterRevision);
        WatchHub.Subscription subscription = _hub.Subscribe(prefix, out long joined);
        return new LogWatch(this, _hub, subscription, afterRevision, joined);
    }

    /// <summary>Forgets history up to a revision (the newest revision itself always stays), in small steps between the writes.</summary>
    public Task CompactAsync(long revision, CancellationToken cancellationToken) => _compaction.CompactAsync(revision, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _compaction.DisposeAsync();
        await _leases.DisposeAsync();
        await _commits.DisposeAsync();
        _hub.Close();
        await _dialect.DisposeAsync();
    }

    /// <summary>Rows after a revision, as events.</summary>
    internal async Task<IReadOnlyList<LogEvent>> HistoryAsync(long after, long through, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<LogRow> rows = await _dialect.AfterAsync(after, through, limit, cancellationToken);
        EnsureReadable(after);
        return [.. rows.Select(r => r.ToEvent())];
    }

    // Checked after reading too: rows may be removed while they are read.
    private void EnsureReadable(long revision)
    {
        if (revision < CompactedRevision)
        {
            throw new CompactedException(revision, CompactedRevision);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        (long current, long compacted) = await _dialect.RevisionsAsync(cancellationToken);
        _hub.Start(current);
        _compaction.Start(compacted);
        _commits.Start();
        _leases.Start(await _dialect.LeasedAsync(cancellationToken));
        await CreateAsync(HealthKey, HealthValue, 0, cancellationToken);
    }
}
