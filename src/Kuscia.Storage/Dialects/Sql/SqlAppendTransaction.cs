using System.Globalization;
using System.Text;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Dialects.Sql;

/// <summary>An open transaction that has the lock of the writers. All keys are asked for, and all rows inserted, in few round trips.</summary>
internal sealed class SqlAppendTransaction(SqlSession session, SqlStatements statements) : IAppendTransaction
{
    // Below the smallest packet that servers take by default, 4 MiB.
    private const int BytesOfOneTrip = 2 << 20;

    private static readonly string[] Fields = ["name", "created", "deleted", "create", "prev", "lease", "value", "old"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogRow>> LatestAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        StringBuilder sql = new();
        (string, object)[] parameters = new (string, object)[keys.Count];
        for (int i = 0; i < keys.Count; i++)
        {
            sql.Append(i == 0 ? "" : " UNION ALL ").Append(Numbered(statements.Latest, i));
            parameters[i] = (Name("key", i), keys[i]);
        }

        return await session.RowsAsync(sql.ToString(), cancellationToken, parameters);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogRow>> SinceAsync(string prefix, long revision, CancellationToken cancellationToken) =>
        await session.RowsAsync(statements.Since, cancellationToken, ("@after", revision), ("@start", prefix), ("@end", KeyRange.End(prefix)));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<long>> InsertAsync(IReadOnlyList<LogRow> rows, CancellationToken cancellationToken)
    {
        List<long> ids = new(rows.Count);
        for (int from = 0; from < rows.Count;)
        {
            int to = from;
            for (int bytes = 0; to < rows.Count && (to == from || bytes < BytesOfOneTrip); to++)
            {
                bytes += rows[to].Value.Length + rows[to].OldValue.Length;
            }

            ids.AddRange(await InsertAsync(rows, from, to, cancellationToken));
            from = to;
        }

        return ids;
    }

    private Task<List<long>> InsertAsync(IReadOnlyList<LogRow> rows, int from, int to, CancellationToken cancellationToken)
    {
        StringBuilder sql = new();
        List<(string, object)> parameters = new((to - from) * Fields.Length);
        for (int i = from; i < to; i++)
        {
            sql.Append(i == from ? "" : "; ").Append(Numbered(statements.Insert, i));
            LogRow row = rows[i];
            ReadOnlySpan<object> values =
            [
                row.Name, row.Created ? 1L : 0L, row.Deleted ? 1L : 0L, row.CreateRevision, row.PrevRevision, row.Lease, LogRow.Bytes(row.Value), row.Created ? DBNull.Value : LogRow.Bytes(row.OldValue),
            ];
            for (int f = 0; f < Fields.Length; f++)
            {
                parameters.Add((Name(Fields[f], i), values[f]));
            }
        }

        return session.NumbersAsync(sql.ToString(), cancellationToken, [.. parameters]);
    }

    private static string Numbered(string statement, int number) => statement.Replace("{0}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string Name(string field, int number) => string.Create(CultureInfo.InvariantCulture, $"@{field}{number}");
}
