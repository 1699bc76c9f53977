using System.Collections.Concurrent;
using Kuscia.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Kuscia.Storage.Dialects;

/// <summary>The log in a SQLite file: one writing connection, a few reading ones (WAL lets both work at once). A connection that failed is not used again.</summary>
internal sealed class SqliteDialect(RevisionLogOptions options) : IDialect
{
    private const int MaxReaders = 4;
    private const int RowOverhead = 4096;
    private const long PageBytes = 4 << 20;
    private readonly string _path = options.Path;
    private readonly ConcurrentBag<SqliteSession> _idleReaders = [];
    private readonly SemaphoreSlim _readers = new(MaxReaders, MaxReaders);
    private readonly SqliteCheckpoints _checkpoints = new(options);
    private SqliteSession? _writer;
    private SqliteMark? _mark;
    private volatile bool _closed;

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            SQLitePCL.Batteries_V2.Init();
            if (Path.GetDirectoryName(Path.GetFullPath(_path)) is string folder)
            {
                Directory.CreateDirectory(folder);
            }

            // The journal files inherit the mode of the database file, so it must be right before the first write.
            OwnFile.Ensure(_path);
            SqliteCheck.Start(options);
            Write(PrepareTable);
            _mark = SqliteMark.Open(_path);
            _checkpoints.Start();
            return Task.CompletedTask;
        }
        catch (Exception fault) when (SqliteFaults.IsKnown(fault))
        {
            throw SqliteFaults.Translate(_path, fault);
        }
    }

    private static bool PrepareTable(SqliteSession writer)
    {
        using SqliteTransaction transaction = writer.Begin();
        using SqliteCommand schema = new(SqliteStatements.Schema, transaction.Connection, transaction);
        schema.ExecuteNonQuery();
        if (SqliteSession.Number(writer.Command($"SELECT COUNT(*) FROM kine WHERE name = '{SqliteStatements.CompactKey}'", transaction)) == 0)
        {
            writer.Command(SqliteStatements.InsertCompacted, transaction).ExecuteNonQuery();
        }

        transaction.Commit();
        return true;
    }

    /// <inheritdoc/>
    public Task<(long Current, long Compacted)> RevisionsAsync(CancellationToken cancellationToken) => ReadAsync(
        s => (SqliteSession.Number(s.Command(SqliteStatements.Current, null)), SqliteSession.Number(s.Command(SqliteStatements.Compacted, null))), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AppendOutcome>> CommitAsync(IReadOnlyList<PendingAppend> batch, CancellationToken cancellationToken)
    {
        (List<AppendOutcome> outcomes, long bytes) = WriteTranslated(writer => Commit(writer, batch));
        long last = outcomes.LastOrDefault(o => o.Written is not null)?.Written?.Id ?? 0;
        _mark?.Advance(last);
        _checkpoints.Committed(bytes, _writer);
        return Task.FromResult<IReadOnlyList<AppendOutcome>>(outcomes);
    }

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken)
    {
        WriteTranslated(static writer =>
        {
            using SqliteTransaction transaction = writer.Begin();
            writer.Command(SqliteStatements.ProbeBegin, transaction).ExecuteNonQuery();
            writer.Command(SqliteStatements.ProbeEnd, transaction).ExecuteNonQuery();
            transaction.Commit();
            return true;
        });
        return Task.CompletedTask;
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
            s => Page(SqliteSession.Stream(s.Command(SqliteStatements.After, null, ("$after", after), ("$through", through), ("$limit", limit)))), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRow>> LeasedAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<LogRow>>(s => SqliteSession.Rows(s.Command(SqliteStatements.Leased, null)), cancellationToken);

    /// <inheritdoc/>
    public Task CompactAsync(long after, long through, CancellationToken cancellationToken)
    {
        WriteTranslated(writer =>
        {
            using SqliteTransaction transaction = writer.Begin();
            writer.Command(SqliteStatements.SetCompacted, transaction, ("$through", through)).ExecuteNonQuery();
            int removed = writer.Command(SqliteStatements.Superseded, transaction, ("$after", after), ("$through", through)).ExecuteNonQuery();
            transaction.Commit();
            return removed;
        });
        _checkpoints.Committed((through - after) * RowOverhead / 2, _writer);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _checkpoints.DisposeAsync();

        // The semaphore is emptied, not disposed: that would leave those who wait for it waiting for ever.
        _closed = true;
        for (int i = 0; i < MaxReaders; i++)
        {
            await _readers.WaitAsync();
        }

        while (_idleReaders.TryTake(out SqliteSession? reader))
        {
            reader.Dispose();
        }

        _writer?.Dispose();
        _writer = null;
        _mark?.Dispose();
        _readers.Release(MaxReaders);
    }

    // A few large rows are a page too: each may be megabytes, with the value before it.
    private static List<LogRow> Page(IEnumerable<LogRow> rows)
    {
        var page = new List<LogRow>();
        long bytes = 0;
        foreach (LogRow row in rows)
        {
            page.Add(row);
            bytes += row.Value.Length + row.OldValue.Length;
            if (bytes >= PageBytes)
            {
                break;
            }
        }

        return page;
    }

    private static (List<AppendOutcome> Outcomes, long Bytes) Commit(SqliteSession writer, IReadOnlyList<PendingAppend> batch)
    {
        var outcomes = new List<AppendOutcome>(batch.Count);
        long bytes = 0;
        using SqliteTransaction transaction = writer.Begin();
        foreach (PendingAppend append in batch)
        {
            outcomes.Add(Append(writer, append, transaction));
            bytes += RowOverhead + ((append.Value?.Length ?? 0) * 2L);
        }

        transaction.Commit();
        return (outcomes, bytes);
    }

    private T WriteTranslated<T>(Func<SqliteSession, T> work)
    {
        try
        {
            return Write(work);
        }
        catch (Exception fault) when (SqliteFaults.IsKnown(fault))
        {
            throw SqliteFaults.Translate(_path, fault);
        }
    }

    // A connection whose transaction failed may hold half of it, or refuse every further one.
    private T Write<T>(Func<SqliteSession, T> work)
    {
        SqliteSession writer = _writer ??= SqliteSession.Open(options, SessionRole.Writer);
        try
        {
            return work(writer);
        }
        catch
        {
            _writer = null;
            writer.Discard();
            throw;
        }
    }

    private static AppendOutcome Append(SqliteSession writer, PendingAppend append, SqliteTransaction transaction)
    {
        LogRow? latest = SqliteSession.Rows(writer.Command(SqliteStatements.Latest, transaction, ("$name", append.Key))).FirstOrDefault();
        LogRow? live = latest is { Deleted: false } ? latest : null;
        if (append.IsBarredBy(live))
        {
            return new AppendOutcome(null, live);
        }

        bool created = live is null;
        bool deleted = append.Value is null;
        ReadOnlyMemory<byte> value = append.Value ?? live?.Value ?? default;
        long createRevision = live?.ToEntry().CreateRevision ?? 0;
        ReadOnlyMemory<byte> old = live?.Value ?? default;
        var row = new LogRow(0, append.Key, created, deleted, createRevision, latest?.Id ?? 0, append.LeaseSeconds, value, old);
        return new AppendOutcome(row with { Id = Insert(writer, row, transaction) }, null);
    }

    private static long Insert(SqliteSession writer, LogRow row, SqliteTransaction transaction) => SqliteSession.Number(writer.Command(
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
            ObjectDisposedException.ThrowIf(_closed, this);
            return Read(read);
        }
        catch (Exception fault) when (SqliteFaults.IsKnown(fault))
        {
            throw SqliteFaults.Translate(_path, fault);
        }
        finally
        {
            _readers.Release();
        }
    }

    private T Read<T>(Func<SqliteSession, T> read)
    {
        if (!_idleReaders.TryTake(out SqliteSession? session))
        {
            session = SqliteSession.Open(options, SessionRole.Reader);
        }

        try
        {
            T result = read(session);
            _idleReaders.Add(session);
            return result;
        }
        catch
        {
            session.Discard();
            throw;
        }
    }
}
