using System.Globalization;
using Kuscia.Storage.Dialects.Sql;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Dialects.MySql;

/// <summary>Makes the table in MySQL or MariaDB, or checks the one that is there.</summary>
internal sealed class MySqlSchema(DatastoreEndpoint endpoint, SqlSession session)
{
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        List<TableColumn> columns = await ColumnsAsync(cancellationToken);
        if (columns.Count == 0)
        {
            await session.ExecuteAsync(MySqlStatements.Table, cancellationToken);
            columns = await ColumnsAsync(cancellationToken);
        }

        TableCheck.Columns(endpoint, columns);
        Keys(columns.Single(c => c.Name == "name").Collation);
        string engine = (await session.TextsAsync(MySqlStatements.Engine, cancellationToken))[0][0];
        if (!engine.Equals("InnoDB", StringComparison.OrdinalIgnoreCase))
        {
            throw TableCheck.Unfit(endpoint, $"its engine is {engine}, which has no transactions", "ALTER TABLE kine ENGINE = InnoDB");
        }

        TableCheck.Unique(endpoint, await session.TextsAsync(MySqlStatements.UniqueIndexes, cancellationToken));
        await StepAsync(cancellationToken);
        await session.ExecuteAsync(MySqlStatements.Rights, cancellationToken);
        await session.ExecuteAsync($"INSERT IGNORE {SqlStatements.CompactedRow}", cancellationToken);
    }

    private async Task<List<TableColumn>> ColumnsAsync(CancellationToken cancellationToken) =>
        [.. (await session.TextsAsync(MySqlStatements.ColumnsOfTable, cancellationToken)).Select(r => new TableColumn(r[0], r[1], r[2].Contains("auto_increment", StringComparison.Ordinal), r[3]))];

    // The original makes it ascii_general_ci; keys are ASCII, so in both every byte counts but the case.
    private void Keys(string collation)
    {
        if (!collation.StartsWith("ascii_", StringComparison.Ordinal) && !collation.EndsWith("_bin", StringComparison.Ordinal))
        {
            throw TableCheck.Unfit(
                endpoint,
                $"the column name has the collation {collation}, in which different keys are equal or in another order",
                "ALTER TABLE kine MODIFY name VARCHAR(630) CHARACTER SET ascii COLLATE ascii_bin");
        }
    }

    // Revisions count one by one: with another step every second one would have to be filled.
    private async Task StepAsync(CancellationToken cancellationToken)
    {
        long step = (await session.NumbersAsync(MySqlStatements.IdStep, cancellationToken))[0];
        if (step != 1)
        {
            throw TableCheck.Unfit(
                endpoint, string.Create(CultureInfo.InvariantCulture, $"the server counts in steps of {step} (auto_increment_increment)"), "SET GLOBAL auto_increment_increment = 1 on the server of the store");
        }
    }
}
