using System.Collections.Concurrent;
using Kuscia.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Kuscia.Storage.Dialects;

/// <summary>The log in a SQLite file: one writing connection, a few reading ones (WAL lets both work at once).</summary>
internal sealed class SqliteDialect(string path, bool durable) : IDialect
{
    private const int MaxReaders = 4;
    private const int RowOverhead = 4096;
    private readonly ConcurrentBag<SqliteSession> _idleReaders = [];
    private readonly SemaphoreSlim _readers = new(MaxReaders, MaxReaders);
    private readonly SqliteCheckpoints _checkpoints = new(path, durable);
    private SqliteSession? _writer;

    private SqliteSession Writer => _writer ?? throw new InvalidOperationException("the store is not open");

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            SQLitePCL.Batteries_V2.Init();
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is string folder)
            {
                Directory.CreateDirectory(folder);
            }

            CreateForOwnerOnly();
            _writer = SqliteSession.Open(path, durable, write: true);
            using SqliteTransaction transaction = _writer.Begin();
            using SqliteCommand schema = new(SqliteStatements.Schema, transaction.Connection, transaction);
            schema.ExecuteNonQuery();
            if (SqliteSession.Number(_writer.Command($"SELECT COUNT(*) FROM kine WHERE name = '{SqliteStatements.CompactKey}'", transaction)) == 0)
            {
                _writer.Command(SqliteStatements.InsertCompacted, transaction).ExecuteNonQuery();
            }

            transaction.Commit();
            _writer.Run("PRAGMA wal_autocheckpoint = 0");
            _checkpoints.Start();
            return Task.CompletedTask;
        }
        catch (Exception fault) when (fault is SqliteException or IOException or UnauthorizedAccessException)
        {
            _writer?.Dispose();
            _writer = null;
            throw new StoreException(Trouble(fault), fault);
        }
    }

    // SQLITE_CORRUPT and SQLITE_NOTADB.
    private string Trouble(Exception fault) => fault is SqliteException { SqliteErrorCode: 11 or 26 }
        ? $"the store {path} is damaged or no SQLite database ({fault.Message.TrimEnd('.')}); put a backup in its place, or move it away to begin with an empty store"
        : $"the store {path} cannot be written: {fault.Message.TrimEnd('.')}; check that the folder exists, is writable for this user and has free space";

    /// <inheritdoc/>
    public Task<(long Current, long Compacted)> RevisionsAsync(CancellationToken cancellationToken) => ReadAsync(
        s => (SqliteSession.Number(s.Command(SqliteStatements.Current, null)), SqliteSession.Number(s.Command(SqliteStatements.Compacted, null))), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AppendOutcome>> CommitAsync(IReadOnlyList<PendingAppend> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<AppendOutcome>(batch.Count);
        long bytes = 0;
        using (SqliteTransaction transaction = Writer.Begin())
        {
            foreach (PendingAppend append in batch)
            {
                outcomes.Add(Append(append, transaction));
                bytes += RowOverhead + ((append.Value?.Length ?? 0) * 2L);
            }

            transaction.Commit();
        }

        _checkpoints.Committed(bytes, Writer);
        return Task.FromResult<IReadOnlyList<AppendOutcome>>(outcomes);
    }

    /// <inheritdoc/>
    public Task<LogRow?> LatestAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(s => SqliteSession.Rows(s.Command(SqliteStatements.Latest, null, ("$name", key))).FirstOrDefault(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRow>> ListAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<LogRow>>(
            s => SqliteSession.Rows(s.Command(SqliteStatements.List, null, ("$start", start), ("$end", end), ("$rev", revision), ("$limit", limit <= 0 ? -1 : limit))),
            cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountAsync(string start, string end, long revision, CancellationToken cancellationToken) =>
        ReadAsync(s => SqliteSession.Number(s.Command(SqliteStatements.Count, null, ("$start", start), ("$end", end), ("$rev", revision))), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRow>> AfterAsync(long after, long through, int limit, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<LogRow>>(
            s => SqliteSession.Rows(s.Command(SqliteStatements.After, null, ("$after", after), ("$through", through), ("$limit", limit))), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRow>> LeasedAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<LogRow>>(s => SqliteSession.Rows(s.Command(SqliteStatements.Leased, null)), cancellationToken);

    /// <inheritdoc/>
    public Task CompactAsync(long after, long through, CancellationToken cancellationToken)
    {
        using (SqliteTransaction transaction = Writer.Begin())
        {
            Writer.Command(SqliteStatements.SetCompacted, transaction, ("$through", through)).ExecuteNonQuery();
            Writer.Command(SqliteStatements.Superseded, transaction, ("$after", after), ("$through", through)).ExecuteNonQuery();
            transaction.Commit();
        }

        _checkpoints.Committed((through - after) * RowOverhead / 2, Writer);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _checkpoints.DisposeAsync();
        while (_idleReaders.TryTake(out SqliteSession? reader))
        {
            reader.Dispose();
        }

        _writer?.Dispose();
        _writer = null;
        _readers.Dispose();
    }

    private AppendOutcome Append(PendingAppend append, SqliteTransaction transaction)
    {
        LogRow? latest = SqliteSession.Rows(Writer.Command(SqliteStatements.Latest, transaction, ("$name", append.Key))).FirstOrDefault();
        LogRow? live = latest is { Deleted: false } ? latest : null;
        if ((live?.Id ?? 0) != append.ExpectedRevision || (live is null && append.Value is null))
        {
            return new AppendOutcome(null, live);
        }

        bool created = live is null;
        bool deleted = append.Value is null;
        ReadOnlyMemory<byte> value = append.Value ?? live?.Value ?? default;
        long createRevision = live?.ToEntry().CreateRevision ?? 0;
        ReadOnlyMemory<byte> old = live?.Value ?? default;
        var row = new LogRow(0, append.Key, created, deleted, createRevision, latest?.Id ?? 0, append.LeaseSeconds, value, old);
        return new AppendOutcome(row with { Id = Insert(row, transaction) }, null);
    }

    private long Insert(LogRow row, SqliteTransaction transaction) => SqliteSession.Number(Writer.Command(
        SqliteStatements.Insert,
        transaction,
        ("$name", row.Name),
        ("$created", row.Created ? 1L : 0L),
        ("$deleted", row.Deleted ? 1L : 0L),
        ("$create", row.CreateRevision),
        ("$prev", row.PrevRevision),
        ("$lease", row.Lease),
        ("$value", Bytes(row.Value)),
        ("$old", row.Created ? DBNull.Value : Bytes(row.OldValue))));

    private static byte[] Bytes(ReadOnlyMemory<byte> value) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(value, out ArraySegment<byte> segment)
        && segment.Array is byte[] array && segment.Offset == 0 && segment.Count == array.Length ? array : value.ToArray();

    private async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        await _readers.WaitAsync(cancellationToken);
        try
        {
            if (!_idleReaders.TryTake(out SqliteSession? session))
            {
                session = SqliteSession.Open(path, durable, write: false);
            }

            try
            {
                return read(session);
            }
            finally
            {
                _idleReaders.Add(session);
            }
        }
        finally
        {
            _readers.Release();
        }
    }

    // The journal files inherit the mode of the database file, so it must be right before the first write.
    private void CreateForOwnerOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }
}
