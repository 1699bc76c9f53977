using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Dialects.Sql;

/// <summary>
/// The log on a database server that several processes share: one writing connection, a few reading ones, all opened anew when they break. A write takes three round
/// trips: lock and read, insert, commit. As nothing is sent before the lock is there, whoever has the lock knows that no earlier transaction is on its way.
/// </summary>
internal abstract class SqlDialect : IDialect
{
    private const int MaxReaders = 8;
    private const int MaxAttempts = 5;
    private readonly SqlStatements _statements;
    private readonly ReaderPool<SqlSession> _readers;
    private SqlSession? _writer;

    /// <summary>A log that is not yet open.</summary>
    protected SqlDialect(DatastoreEndpoint endpoint, SqlStatements statements)
    {
        Endpoint = endpoint;
        _statements = statements;
        _readers = new ReaderPool<SqlSession>(MaxReaders, async cancellationToken => new SqlSession(await ConnectAsync(cancellationToken)), IsKnown);
    }

    /// <inheritdoc/>
    public TimeSpan PollInterval { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Where the server is.</summary>
    protected DatastoreEndpoint Endpoint { get; }

    /// <summary>Faults that this class and its children have words for.</summary>
    public static bool IsKnown(Exception fault) =>
        fault is DbException or IOException or SocketException or TimeoutException or (InvalidOperationException and not ObjectDisposedException);

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            SqlSession session = await WriterAsync(cancellationToken);
            await PrepareAsync(session, cancellationToken);
        }
        catch (Exception fault) when (IsKnown(fault))
        {
            throw Translate(fault);
        }
    }

    /// <inheritdoc/>
    public Task<(long Current, long Compacted)> RevisionsAsync(CancellationToken cancellationToken) => ReadAsync(
        async session =>
        {
            List<long> numbers = await session.NumbersAsync($"{SqlStatements.Current}; {SqlStatements.Compacted}", cancellationToken);
            return (numbers[0], numbers[1]);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AppendOutcome>> CommitAsync(IReadOnlyList<PendingAppend> batch, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await LockedAsync(session => CompareAndAppend.RunAsync(batch, new SqlAppendTransaction(session, _statements), cancellationToken), cancellationToken);
            }
            catch (StoreException fault) when (fault.InnerException is DbException inner && IsConflict(inner) && attempt < MaxAttempts)
            {
                // A program that does not take the lock wrote to the same key or took the same id: it stands in the way now, or is gone.
            }
        }
    }

    /// <inheritdoc/>
    public Task SettleAsync(CancellationToken cancellationToken) => LockedAsync(static _ => Task.FromResult(true), cancellationToken);

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) =>
        LockedAsync(session => session.ExecuteAsync(SqlStatements.Probe, cancellationToken, ("@ballast", new byte[16384])), cancellationToken);

    /// <inheritdoc/>
    public Task<LogRow?> LatestAsync(string key, CancellationToken cancellationToken) => ReadAsync(
        async session => (await session.RowsAsync(_statements.Latest.Replace("{0}", "", StringComparison.Ordinal), cancellationToken, ("@key", key))).FirstOrDefault(), cancellationToken);

    /// <inheritdoc/>
    public Task<LogRows> ListAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken) => ReadAsync(
        session => session.PageAsync(_statements.List, true, cancellationToken, [.. Range(start, end, revision), ("@limit", limit <= 0 ? int.MaxValue : limit)]),
        cancellationToken);

    /// <inheritdoc/>
    public Task<LogRows> KeysAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken) => ReadAsync(
        session => session.PageAsync(_statements.Keys, true, cancellationToken, [.. Range(start, end, revision), ("@limit", limit)]), cancellationToken);

    /// <inheritdoc/>
    public Task<LogRows> RowsAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) => ReadAsync(
        session => session.PageAsync(SqlStatements.ByIds(ids), true, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountAsync(string start, string end, long revision, CancellationToken cancellationToken) => ReadAsync(
        async session => (await session.NumbersAsync(_statements.Count, cancellationToken, Range(start, end, revision)))[0], cancellationToken);

    /// <inheritdoc/>
    public Task<LogRows> AfterAsync(long after, long through, int limit, CancellationToken cancellationToken) => ReadAsync(
        session => session.PageAsync(SqlStatements.After, false, cancellationToken, ("@after", after), ("@through", through), ("@limit", limit)), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRow>> LeasedAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<LogRow>>(async session => await session.RowsAsync(SqlStatements.Leased, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task FillAsync(long first, long last, CancellationToken cancellationToken)
    {
        IEnumerable<string> rows = Enumerable.Range(0, (int)(last - first + 1))
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"({first + i}, '{LogRow.GapName(first + i)}', 0, 1, 0, 0, 0, NULL, NULL)"));
        await LockedAsync(session => session.ExecuteAsync(_statements.FillHead + string.Join(", ", rows) + _statements.FillTail, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> CompactAsync(long after, long through, CancellationToken cancellationToken) => LockedAsync(
        async session =>
        {
            bool moved = await session.ExecuteAsync(SqlStatements.SetCompacted, cancellationToken, ("@after", after), ("@through", through)) > 0;
            await (moved ? session.ExecuteAsync(_statements.Superseded, cancellationToken, ("@after", after), ("@through", through)) : Task.CompletedTask);
            return moved;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task ImportAsync(IAsyncEnumerable<LogRow> rows, long revision, CancellationToken cancellationToken) => LockedAsync(
        async session =>
        {
            await SqlImport.RunAsync(session, _statements, rows, revision, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        await DropWriterAsync();
        await CloseAsync();
    }

    /// <summary>Opens a connection and sets what holds for it.</summary>
    protected abstract Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Makes the table where it is missing; throws <see cref="StoreException"/> when it, or what this account may do with it, is not enough.</summary>
    protected abstract Task PrepareAsync(SqlSession session, CancellationToken cancellationToken);

    /// <summary>True when another row has the same key and predecessor, or the same id, or two transactions waited for each other.</summary>
    protected abstract bool IsConflict(DbException fault);

    /// <summary>What a fault means to an operator: what happened, and the cure.</summary>
    protected abstract string Describe(Exception fault);

    /// <summary>Gives up what connections are made from.</summary>
    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    private StoreException Translate(Exception fault, bool nothingWritten = false) => new($"the store {Endpoint} {Describe(fault)}", fault) { IsNothingWritten = nothingWritten };

    private static (string, object)[] Range(string start, string end, long revision)
    {
        string before = KeyRange.Before(start);
        return [("@start", before.Length > 0 ? before : start), ("@before", before), ("@end", end), ("@revision", revision)];
    }

    // Only a commit that fails leaves a doubt: what was sent before it is rolled back with the connection.
    private async Task<T> LockedAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
    {
        bool committing = false;
        try
        {
            SqlSession session = await BeginAsync(cancellationToken);
            T result = await work(session);
            committing = true;
            await session.ExecuteAsync(_statements.Commit, CancellationToken.None);
            return result;
        }
        catch (Exception fault)
        {
            await DropWriterAsync();
            throw IsKnown(fault) ? Translate(fault, !committing) : fault;
        }
    }

    private async Task<SqlSession> BeginAsync(CancellationToken cancellationToken)
    {
        SqlSession session = await WriterAsync(cancellationToken);
        try
        {
            await LockAsync(session, cancellationToken);
            session.IsOld = true;
        }
        catch (Exception fault) when (IsKnown(fault) && session.IsOld)
        {
            // The server closed it since it was last used, or was restarted.
            await DropWriterAsync();
            session = await WriterAsync(cancellationToken);
            await LockAsync(session, cancellationToken);
        }

        return session;
    }

    private async Task LockAsync(SqlSession session, CancellationToken cancellationToken)
    {
        if ((await session.NumbersAsync(_statements.Begin, cancellationToken)).Count == 0)
        {
            throw TableCheck.Unfit(Endpoint, $"the row {LogRow.CompactKey} is gone", "start the node again, which makes it");
        }
    }

    private async Task<SqlSession> WriterAsync(CancellationToken cancellationToken) => _writer ??= new SqlSession(await ConnectAsync(cancellationToken));

    private async Task DropWriterAsync()
    {
        SqlSession? writer = _writer;
        _writer = null;
        await (writer?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await _readers.UseAsync(async session => await read(session), cancellationToken);
        }
        catch (Exception fault) when (IsKnown(fault))
        {
            throw Translate(fault);
        }
    }
}
