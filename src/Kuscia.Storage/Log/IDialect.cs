namespace Kuscia.Storage.Log;

/// <summary>
/// The SQL of one database. Rules of the table: id is the revision; a creation has created=1, create_revision=0 and as prev_revision the id of the
/// deletion before it or 0; an update carries the id it replaces in prev_revision; a deletion has deleted=1 and repeats the last value. (name,
/// prev_revision) is unique, so two writers cannot both replace the same row. Other processes may write to the same table. Writing calls come from one task
/// at a time, reading calls from many. After any call that throws the next one works on a new connection.
/// </summary>
internal interface IDialect : IAsyncDisposable
{
    /// <summary>How often the table is asked for what others wrote.</summary>
    TimeSpan PollInterval { get; }

    /// <summary>Opens the database and creates the table when missing. Throws <see cref="Log.StoreException"/>.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>The newest revision and the revision up to which history is compacted.</summary>
    Task<(long Current, long Compacted)> RevisionsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Runs all writes in one transaction (see <see cref="Log.CompareAndAppend"/>) that no other such transaction overlaps; on return they are durable. When it
    /// throws, all of them are stored or none: only the table knows which, unless the exception says that nothing was written.
    /// </summary>
    Task<IReadOnlyList<AppendOutcome>> CommitAsync(IReadOnlyList<PendingAppend> batch, CancellationToken cancellationToken);

    /// <summary>Returns when no commit that threw can come to pass any more: what the table does not hold then, it never will.</summary>
    Task SettleAsync(CancellationToken cancellationToken);

    /// <summary>Writes something durably that changes nothing: throws when the store cannot be written.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>The newest row of a key, deletions included.</summary>
    Task<LogRow?> LatestAsync(string key, CancellationToken cancellationToken);

    /// <summary>Live rows of [start, end) at a revision, in key order, and the compacted revision read after them.</summary>
    Task<LogRows> ListAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken);

    /// <summary>The same without the values.</summary>
    Task<LogRows> KeysAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken);

    /// <summary>Rows by their ids, in any order, and the compacted revision read after them; those that are not there are left out.</summary>
    Task<LogRows> RowsAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Number of live keys of [start, end) at a revision.</summary>
    Task<long> CountAsync(string start, string end, long revision, CancellationToken cancellationToken);

    /// <summary>
    /// Rows after a revision up to and including another, in order, whatever their key: at most <paramref name="limit"/>, and fewer when they are large, but at
    /// least one while there is any. With the compacted revision read after them.
    /// </summary>
    Task<LogRows> AfterAsync(long after, long through, int limit, CancellationToken cancellationToken);

    /// <summary>Live rows that carry a lease.</summary>
    Task<IReadOnlyList<LogRow>> LeasedAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Puts rows without meaning at revisions that nobody has; waits for a transaction that is about to take one of them. On return every revision from
    /// <paramref name="first"/> to <paramref name="last"/> is taken for good.
    /// </summary>
    Task FillAsync(long first, long last, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the compacted revision from <paramref name="after"/> to <paramref name="through"/> and removes what rows between them supersede, in one transaction.
    /// False, and nothing done, when it is not at <paramref name="after"/>: another compacted.
    /// </summary>
    Task<bool> CompactAsync(long after, long through, CancellationToken cancellationToken);

    /// <summary>
    /// Puts live rows in the place of everything that is there, in one transaction. History up to the revision before <paramref name="revision"/> counts as compacted
    /// then, and the row of the health key has that revision.
    /// </summary>
    Task ImportAsync(IAsyncEnumerable<LogRow> rows, long revision, CancellationToken cancellationToken);
}
