using Microsoft.Extensions.Logging;

namespace Kuscia.Storage.Log;

/// <summary>
/// An append-only log of key versions in the <c>kine</c> table. Every write is a compare-and-append that is durable when it returns; every row has a
/// revision; readers see any revision that is not compacted; watchers get each event once, after its commit, in order. Other processes may have the same table
/// open: what one acknowledged is seen by the readers and watchers of all. Thread-safe.
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
    private readonly LogGaps _gaps;
    private readonly Polling _polling;
    private readonly KeyIndex _index;
    private readonly RangeReader _ranges;

    private RevisionLog(IDialect dialect, RevisionLogOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _dialect = dialect;
        _hub = new WatchHub(options.WatchCapacity, options.WatchBytes);
        _leases = new LeaseExpiry(this, time, loggers.CreateLogger<LeaseExpiry>());
        _gaps = new LogGaps(dialect, time, loggers.CreateLogger<LogGaps>());
        _index = new KeyIndex(dialect, time, loggers.CreateLogger<KeyIndex>());
        _ranges = new RangeReader(dialect, _index, EnsureReadable);
        LogTail tail = new(dialect, _gaps, _hub, _index, _leases, Observe);
        _commits = new CommitLoop(dialect, tail, _hub, RevisionLogOptions.CommitBatch, time, loggers.CreateLogger<CommitLoop>());
        _compaction = new Compaction(dialect, _commits, _hub, options, time, loggers.CreateLogger<Compaction>());
        _polling = new Polling(_commits, tail, dialect.PollInterval, time);
    }

    /// <summary>The newest committed revision; 0 for an empty log.</summary>
    public long CurrentRevision => _hub.Published;

    /// <summary>History up to and including this revision may be gone; the state at exactly this revision can still be read.</summary>
    public long CompactedRevision => _compaction.Compacted;

    /// <summary>Set while the store does not take writes; it is tried every second until it does.</summary>
    public StoreFault? Fault => _commits.Fault;

    /// <summary>Opens (and creates) the log behind a dialect, which it owns from now on, and starts its background work. Throws <see cref="StoreException"/>.</summary>
    internal static async Task<RevisionLog> OpenAsync(IDialect dialect, RevisionLogOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        RevisionLog log = new(dialect, options, time, loggers);
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
        CreateAsync(key, value, leaseSeconds, null, cancellationToken);

    /// <summary>The same under further conditions.</summary>
    public Task<AppendResult> CreateAsync(string key, ReadOnlyMemory<byte> value, long leaseSeconds, AppendConditions? conditions, CancellationToken cancellationToken) =>
        _commits.AppendAsync(new PendingAppend(key, value, 0, leaseSeconds) { Conditions = conditions }, cancellationToken);

    /// <summary>Replaces a key that must be at <paramref name="expectedRevision"/>.</summary>
    public Task<AppendResult> UpdateAsync(string key, ReadOnlyMemory<byte> value, long expectedRevision, long leaseSeconds, CancellationToken cancellationToken) =>
        UpdateAsync(key, value, expectedRevision, leaseSeconds, null, cancellationToken);

    /// <summary>The same under further conditions.</summary>
    public Task<AppendResult> UpdateAsync(
        string key, ReadOnlyMemory<byte> value, long expectedRevision, long leaseSeconds, AppendConditions? conditions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(expectedRevision);
        return _commits.AppendAsync(new PendingAppend(key, value, expectedRevision, leaseSeconds) { Conditions = conditions }, cancellationToken);
    }

    /// <summary>Deletes a key that must be at <paramref name="expectedRevision"/>.</summary>
    public Task<AppendResult> DeleteAsync(string key, long expectedRevision, CancellationToken cancellationToken) => DeleteAsync(key, expectedRevision, null, cancellationToken);

    /// <summary>The same under further conditions.</summary>
    public Task<AppendResult> DeleteAsync(string key, long expectedRevision, AppendConditions? conditions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(expectedRevision);
        return _commits.AppendAsync(new PendingAppend(key, null, expectedRevision, 0) { Conditions = conditions }, cancellationToken);
    }

    /// <summary>The present state of a key, or null.</summary>
    public async Task<LogEntry?> GetAsync(string key, CancellationToken cancellationToken) =>
        await _dialect.LatestAsync(key, cancellationToken) is { Deleted: false } row ? row.ToEntry() : null;

    /// <summary>The keys of a range. Throws <see cref="CompactedException"/> when the revision asked for is compacted.</summary>
    public async Task<LogPage> ListAsync(LogQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        while (true)
        {
            try
            {
                long revision = query.Revision == 0 ? await NewestAsync(cancellationToken) : query.Revision;
                return await _ranges.ReadAsync(query, revision, cancellationToken);
            }
            catch (CompactedException) when (query.Revision == 0)
            {
                // Another wrote and compacted meanwhile: there is a newer state.
            }
        }
    }

    // What others wrote before the call is part of the answer, so the events before it must be known here.
    private async Task<long> NewestAsync(CancellationToken cancellationToken)
    {
        (long current, _) = await _dialect.RevisionsAsync(cancellationToken);
        if (current > CurrentRevision)
        {
            await _polling.CatchUpAsync(cancellationToken);
        }

        return CurrentRevision;
    }

    /// <summary>
    /// Opens a watch on all keys with a prefix, for changes after a revision. Throws <see cref="CompactedException"/> when that history is gone. Dispose it.
    /// </summary>
    public LogWatch Watch(string prefix, long afterRevision)
    {
        EnsureReadable(afterRevision, 0);
        WatchHub.Subscription subscription = _hub.Subscribe(prefix, out long joined);
        return new LogWatch(this, _hub, subscription, afterRevision, joined);
    }

    /// <summary>
    /// Waits for events that are being handed out. Watchers get an event one after the other: after this call every watch has what any watch gave before it.
    /// </summary>
    public void Settle() => _hub.Settle();

    /// <summary>Forgets history up to a revision (the newest revision itself always stays), in small steps between the writes.</summary>
    public Task CompactAsync(long revision, CancellationToken cancellationToken) => _compaction.CompactAsync(revision, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _polling.DisposeAsync();
        await _compaction.DisposeAsync();
        await _leases.DisposeAsync();
        await _commits.DisposeAsync();
        await _index.DisposeAsync();
        _hub.Close();
        await _dialect.DisposeAsync();
    }

    /// <summary>Rows after a revision, as events, and the revision that they reach.</summary>
    internal async Task<(IReadOnlyList<LogEvent> Events, long Through)> HistoryAsync(long after, long through, int limit, CancellationToken cancellationToken)
    {
        LogRows found = await _dialect.AfterAsync(after, through, limit, cancellationToken);
        EnsureReadable(after, found.Compacted);
        return ([.. found.Rows.Where(r => !r.IsHidden).Select(r => r.ToEvent())], found.Rows.Count > 0 ? found.Rows[^1].Id : through);
    }

    // Checked after reading too: rows may be removed while they are read, here or by another process.
    private void EnsureReadable(long revision, long compacted)
    {
        Observe(compacted);
        if (revision < CompactedRevision)
        {
            throw new CompactedException(revision, CompactedRevision);
        }
    }

    private void Observe(long compacted) => _compaction.Observe(compacted);

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        (long current, long compacted) = await _dialect.RevisionsAsync(cancellationToken);
        await _gaps.CloseBeforeAsync(current, compacted, cancellationToken);
        _hub.Start(current);
        _index.Start(current);
        _compaction.Start(compacted);
        _commits.Start();
        _leases.Start(await _dialect.LeasedAsync(cancellationToken));
        _polling.Start();
        await CreateAsync(HealthKey, HealthValue, 0, cancellationToken);
    }
}
