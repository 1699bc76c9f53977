using Kuscia.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Kuscia.Storage.Dialects.Sqlite;

/// <summary>A transaction of the writing connection; it holds the write lock of the file.</summary>
internal sealed class SqliteAppendTransaction(SqliteSession writer, SqliteTransaction transaction) : IAppendTransaction
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRow>> LatestAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        List<LogRow> rows = new(keys.Count);
        foreach (string key in keys)
        {
            rows.AddRange(SqliteSession.Rows(writer.Command(SqliteStatements.Latest, transaction, ("$name", key))));
        }

        return Task.FromResult<IReadOnlyList<LogRow>>(rows);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRow>> SinceAsync(string prefix, long revision, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<LogRow>>(
        SqliteSession.Rows(writer.Command(SqliteStatements.Since, transaction, ("$after", revision), ("$start", prefix), ("$end", KeyRange.End(prefix)))));

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> InsertAsync(IReadOnlyList<LogRow> rows, CancellationToken cancellationToken)
    {
        long[] ids = new long[rows.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = Insert(rows[i]);
        }

        return Task.FromResult<IReadOnlyList<long>>(ids);
    }

    private long Insert(LogRow row) => SqliteSession.Number(writer.Command(
        SqliteStatements.Insert,
        transaction,
        ("$name", row.Name),
        ("$created", row.Created ? 1L : 0L),
        ("$deleted", row.Deleted ? 1L : 0L),
        ("$create", row.CreateRevision),
        ("$prev", row.PrevRevision),
        ("$lease", row.Lease),
        ("$value", LogRow.Bytes(row.Value)),
        ("$old", row.Created ? DBNull.Value : LogRow.Bytes(row.OldValue))));
}
