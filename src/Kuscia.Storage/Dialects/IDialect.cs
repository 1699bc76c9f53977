namespace Kuscia.Storage.Dialects;

/// <summary>
/// The SQL of one database. Rules of the table: id is the revision; a creation has created=1, create_revision=0 and as prev_revision the id of the
/// deletion before it or 0; an update carries the id it replaces in prev_revision; a deletion has deleted=1 and repeats the last value. (name,
/// prev_revision) is unique, so two writers cannot both replace the same row. Writing calls come from one task at a time, reading calls from many.
/// After any call that throws the next one works on a new connection.
/// </summary>
internal interface IDialect : IAsyncDisposable
{
    /// <summary>Opens the database and creates the table when missing. Throws <see cref="Log.StoreException"/>.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>The newest revision and the revision up to which history is compacted.</summary>
    Task<(long Current, long Compacted)> RevisionsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Runs all writes in one transaction; on return they are durable. When it throws, all of them are stored or none: only the table knows which.
    /// </summary>
    Task<IReadOnlyList<AppendOutcome>> CommitAsync(IReadOnlyList<PendingAppend> batch, CancellationToken cancellationToken);

    /// <summary>Writes something durably that changes nothing: throws when the store cannot be written.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>The newest row of a key, deletions included.</summary>
    Task<LogRow?> LatestAsync(string key, CancellationToken cancellationToken);

    /// <summary>Live rows of [start, end) at a revision, in key order.</summary>
    Task<IReadOnlyList<LogRow>> ListAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken);

    /// <summary>Number of live keys of [start, end) at a revision.</summary>
    Task<long> CountAsync(string start, string end, long revision, CancellationToken cancellationToken);

    /// <summary>
    /// Rows after a revision up to and including another, in order, whatever their key: at most <paramref name="limit"/>, and fewer when they are large, but at
    /// least one while there is any.
    /// </summary>
    Task<IReadOnlyList<LogRow>> AfterAsync(long after, long through, int limit, CancellationToken cancellationToken);

    /// <summary>Live rows that carry a lease.</summary>
    Task<IReadOnlyList<LogRow>> LeasedAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Records <paramref name="through"/> as compacted and removes what rows (<paramref name="after"/>, <paramref name="through"/>] supersede, in one transaction.
    /// </summary>
    Task CompactAsync(long after, long through, CancellationToken cancellationToken);
}
