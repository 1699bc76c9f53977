using Kuscia.Storage.Dialects.Sql;
using Kuscia.Storage.Log;
using Npgsql;

namespace Kuscia.Storage.Dialects.PostgreSql;

/// <summary>Makes the table in PostgreSQL, or checks the one that is there.</summary>
internal sealed class PostgreSqlSchema(DatastoreEndpoint endpoint, SqlSession session)
{
    private const int Attempts = 5;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        List<TableColumn> columns = await ColumnsAsync(cancellationToken);
        if (columns.Count == 0)
        {
            await MakeAsync(cancellationToken);
            columns = await ColumnsAsync(cancellationToken);
        }

        TableCheck.Columns(endpoint, columns);
        string order = columns.Single(c => c.Name == "name").Collation;
        if (order == "nondeterministic")
        {
            throw TableCheck.Unfit(
                endpoint, "the column name has a nondeterministic collation, in which different keys are equal", "ALTER TABLE kine ALTER COLUMN name TYPE VARCHAR(630) COLLATE \"C\"");
        }

        TableCheck.Unique(endpoint, await session.TextsAsync(PostgreSqlStatements.UniqueIndexes, cancellationToken));
        await RightsAsync(cancellationToken);
        if (order != "C")
        {
            await TryOrderAsync(cancellationToken);
        }

        await session.ExecuteAsync($"INSERT {SqlStatements.CompactedRow} ON CONFLICT DO NOTHING", cancellationToken);
    }

    private async Task<List<TableColumn>> ColumnsAsync(CancellationToken cancellationToken) =>
        [.. (await session.TextsAsync(PostgreSqlStatements.ColumnsOfTable, cancellationToken)).Select(r => new TableColumn(r[0], r[1], r[2].Length > 0, r[3]))];

    // IF NOT EXISTS does not keep two at the same time from making the same table.
    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await session.ExecuteAsync(PostgreSqlStatements.Table, cancellationToken);
                return;
            }
            catch (PostgresException fault) when (attempt < Attempts && fault.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject)
            {
                // The other one has made it.
            }
        }
    }

    private async Task RightsAsync(CancellationToken cancellationToken)
    {
        List<long> answers = await session.NumbersAsync(PostgreSqlStatements.Rights, cancellationToken);
        if (answers[^1] > 0)
        {
            throw TableCheck.Unfit(endpoint, $"{endpoint.User} may not use the sequence that numbers its rows", $"GRANT USAGE ON SEQUENCE kine_id_seq TO {endpoint.User}");
        }
    }

    private async Task TryOrderAsync(CancellationToken cancellationToken)
    {
        try
        {
            await session.ExecuteAsync(PostgreSqlStatements.OrderIndex, cancellationToken);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Without it lists are slower, not wrong.
        }
    }
}
