using System.Globalization;
using System.Text;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Dialects.Sql;

/// <summary>Replaces the content of the table within an open transaction; many rows in one round trip.</summary>
internal static class SqlImport
{
    private const int RowsOfOneTrip = 200;
    private const int BytesOfOneTrip = 2 << 20;

    public static async Task RunAsync(SqlSession session, SqlStatements statements, IAsyncEnumerable<LogRow> rows, long revision, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(SqlStatements.Clear, cancellationToken, ("@through", revision - 1));
        List<LogRow> waiting = new(RowsOfOneTrip);
        int bytes = 0;
        await foreach (LogRow row in rows.WithCancellation(cancellationToken))
        {
            waiting.Add(row);
            bytes += row.Value.Length;
            if (waiting.Count == RowsOfOneTrip || bytes > BytesOfOneTrip)
            {
                await InsertAsync(session, waiting, cancellationToken);
                waiting.Clear();
                bytes = 0;
            }
        }

        waiting.Add(LogRow.Health(revision));
        await InsertAsync(session, waiting, cancellationToken);
        if (statements.CountOn.Length > 0)
        {
            await session.NumbersAsync(statements.CountOn, cancellationToken, ("@revision", revision));
        }
    }

    private static Task<int> InsertAsync(SqlSession session, List<LogRow> rows, CancellationToken cancellationToken)
    {
        StringBuilder sql = new($"INSERT INTO kine (id, {SqlStatements.Inserted}) VALUES ");
        List<(string, object)> parameters = new(rows.Count * 7);
        for (int i = 0; i < rows.Count; i++)
        {
            LogRow row = rows[i];
            sql.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}(@id{i}, @name{i}, @created{i}, 0, @create{i}, @prev{i}, @lease{i}, @value{i}, NULL)");
            parameters.AddRange(
            [
                (Name("id", i), row.Id), (Name("name", i), row.Name), (Name("created", i), row.Created ? 1L : 0L), (Name("create", i), row.CreateRevision),
                (Name("prev", i), row.PrevRevision), (Name("lease", i), row.Lease), (Name("value", i), LogRow.Bytes(row.Value)),
            ]);
        }

        return session.ExecuteAsync(sql.ToString(), cancellationToken, [.. parameters]);
    }

    private static string Name(string field, int number) => string.Create(CultureInfo.InvariantCulture, $"@{field}{number}");
}
