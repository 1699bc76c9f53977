using Kuscia.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Kuscia.Storage.Dialects.Sqlite;

/// <summary>
/// The log in a SQLite file: one writing connection, a few reading ones (WAL lets both work at once). A connection that failed is not used again. Other processes
/// may have the file open: a transaction takes the write lock at its beginning and waits for it.
/// </summary>
internal sealed class SqliteDialect(RevisionLogOptions options) : IDialect
{
    private const int MaxReaders = 4;
    private const int RowOverhead = 4096;
    private const long PageBytes = 4 << 20;
    private readonly string _path = options.Path;
    private readonly ReaderPool<SqliteSession> _readers = new(MaxReaders, _ => ValueTask.FromResult(SqliteSession.Open(options, SessionRole.Reader)), static _ => false);
    private readonly SqliteCheckpoints _checkpoints = new(options);
    private SqliteSession? _writer;
    private SqliteMark? _mark;

    /// <inheritdoc/>
    public TimeSpan PollInterval { get; } = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
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
            await WriteAsync(PrepareTableAsync);
            _mark = SqliteMark.Open(_path);
            _checkpoints.Start();
        }
        catch (Exception fault) when (SqliteFaults.IsKnown(fault))
        {
            throw SqliteFaults.Translate(_path, fault);
        }
    }

    private static Task<bool> PrepareTableAsync(SqliteSession writer)
    {
        using SqliteTransaction transaction = writer.Begin();
        using SqliteCommand schema = new(SqliteStatements.Schema, transaction.Connection, transaction);
        schema.ExecuteNonQuery();
        if (SqliteSession.Number(writer.Command(SqliteStatements.HasCompacted, transaction)) == 0)
        {
            writer.Command(SqliteStatements.InsertCompacted, transaction).ExecuteNonQuery();
        }

        transaction.Commit();
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public Task<(long Current, long Compacted)> RevisionsAsync(CancellationToken cancellationToken) => ReadAsync(
        s => (SqliteSession.Number(s.Command(SqliteStatements.Current, null)), SqliteSession.Number(s.Command(SqliteStatements.Compacted, null))), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AppendOutcome>> CommitAsync(IReadOnlyList<PendingAppend> batch, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppendOutcome> outcomes = await WriteTranslatedAsync(async writer =>
        {
            using SqliteTransaction transaction = writer.Begin();
            IReadOnlyList<AppendOutcome> ends = await CompareAndAppend.RunAsync(batch, new SqliteAppendTransaction(writer, transaction), cancellationToken);
            transaction.Commit();
            return ends;
        });
        _mark?.Advance(outcomes.Max(o => o.Written?.Id) ?? 0);
        _checkpoints.Committed(batch.Sum(a => RowOverhead + ((a.Value?.Length ?? 0) * 2L)), _writer);
        return outcomes;
    }

    /// <inheritdoc/>
    public Task SettleAsync(CancellationToken cancellationToken) => Task.CompletedTask; // A transaction ends with its connection, which is closed when it throws.

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) => WriteTranslatedAsync(static writer =>
    {
        using SqliteTransaction transaction = writer.Begin();
        writer.Command(SqliteStatements.ProbeBegin, transaction).ExecuteNonQuery();
        writer.Command(SqliteStatements.ProbeEnd, transaction).ExecuteNonQuery();
        transaction.Commit();
        return Task.FromResult(true);
    });

    /// <inheritdoc/>
    public Task<LogRow?> LatestAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(s => SqliteSession.Rows(s.Command(SqliteStatements.Latest, null, ("$name", key))).FirstOrDefault(), cancellationToken);

    /// <inheritdoc/>
    public Task<LogRows> ListAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken) => ReadAsync(
        s => WithCompacted(s, SqliteSession.Rows(s.Command(SqliteStatements.List, null, ("$start", start), ("$end", end), ("$rev", revision), ("$limit", limit <= 0 ? -1 : limit)))),
        cancellationToken);

    /// <inheritdoc/>
    public Task<LogRows> KeysAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken) => ReadAsync(
        s => WithCompacted(s, SqliteSession.Rows(s.Command(SqliteStatements.Keys, null, ("$start", start), ("$end", end), ("$rev", revision), ("$limit", limit)))), cancellationToken);

    /// <inheritdoc/>
    public Task<LogRows> RowsAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) => ReadAsync(
        s => WithCompacted(s, SqliteSession.Rows(s.Command(SqliteStatements.ByIds, null, ("$ids", $"[{string.Join(',', ids)}]")))), cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountAsync(string start, string end, long revision, CancellationToken cancellationToken) =>
        ReadAsync(s => SqliteSession.Number(s.Command(SqliteStatements.Count, null, ("$start", start), ("$end", end), ("$rev", revision))), cancellationToken);

    /// <inheritdoc/>
    public Task<LogRows> AfterAsync(long after, long through, int limit, CancellationToken cancellationToken) => ReadAsync(
        s => WithCompacted(s, Page(SqliteSession.Stream(s.Command(SqliteStatements.After, null, ("$after", after), ("$through", through), ("$limit", limit))))),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRow>> LeasedAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<LogRow>>(s => SqliteSession.Rows(s.Command(SqliteStatements.Leased, null)), cancellationToken);

    /// <inheritdoc/>
    public Task FillAsync(long first, long last, CancellationToken cancellationToken) => WriteTranslatedAsync(writer =>
    {
        using SqliteTransaction transaction = writer.Begin();
        for (long id = first; id <= last; id++)
        {
            writer.Command(SqliteStatements.Fill, transaction, ("$id", id), ("$name", LogRow.GapName(id))).ExecuteNonQuery();
        }

        transaction.Commit();
        return Task.FromResult(true);
    });

    /// <inheritdoc/>
    public async Task<bool> CompactAsync(long after, long through, CancellationToken cancellationToken)
    {
        bool moved = await WriteTranslatedAsync(writer =>
        {
            using SqliteTransaction transaction = writer.Begin();
            if (writer.Command(SqliteStatements.SetCompacted, transaction, ("$after", after), ("$through", through)).ExecuteNonQuery() == 0)
            {
                return Task.FromResult(false);
            }

            writer.Command(SqliteStatements.Superseded, transaction, ("$after", after), ("$through", through)).ExecuteNonQuery();
            transaction.Commit();
            return Task.FromResult(true);
        });
        _checkpoints.Committed((through - after) * RowOverhead / 2, _writer);
        return moved;
    }

    /// <inheritdoc/>
    public async Task ImportAsync(IAsyncEnumerable<LogRow> rows, long revision, CancellationToken cancellationToken)
    {
        await WriteTranslatedAsync(async writer =>
        {
            using SqliteTransaction transaction = writer.Begin();
            writer.Command(SqliteStatements.Clear, transaction).ExecuteNonQuery();
            writer.Command(SqliteStatements.MoveCompacted, transaction, ("$through", revision - 1)).ExecuteNonQuery();
            await foreach (LogRow row in rows.WithCancellation(cancellationToken))
            {
                SqliteSalvage.Insert(writer, transaction, row);
            }

            SqliteSalvage.Insert(writer, transaction, LogRow.Health(revision));
            transaction.Commit();
            return true;
        });
        _mark?.Advance(revision);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _checkpoints.DisposeAsync();
        await _readers.DisposeAsync();
        _writer?.Dispose();
        _writer = null;
        _mark?.Dispose();
    }

    // A few large rows are a page too: each may be megabytes, with the value before it.
    private static List<LogRow> Page(IEnumerable<LogRow> rows)
    {
        List<LogRow> page = new();
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

    private static LogRows WithCompacted(SqliteSession session, IReadOnlyList<LogRow> rows) =>
        new(rows, SqliteSession.Number(session.Command(SqliteStatements.Compacted, null)));

    private async Task<T> WriteTranslatedAsync<T>(Func<SqliteSession, Task<T>> work)
    {
        try
        {
            return await WriteAsync(work);
        }
        catch (Exception fault) when (SqliteFaults.IsKnown(fault))
        {
            throw SqliteFaults.Translate(_path, fault);
        }
    }

    // A connection whose transaction failed may hold half of it, or refuse every further one.
    private async Task<T> WriteAsync<T>(Func<SqliteSession, Task<T>> work)
    {
        SqliteSession writer = _writer ??= SqliteSession.Open(options, SessionRole.Writer);
        try
        {
            return await work(writer);
        }
        catch
        {
            _writer = null;
            writer.Discard();
            throw;
        }
    }

    private async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await _readers.UseAsync(session => ValueTask.FromResult(read(session)), cancellationToken);
        }
        catch (Exception fault) when (SqliteFaults.IsKnown(fault))
        {
            throw SqliteFaults.Translate(_path, fault);
        }
    }
}
