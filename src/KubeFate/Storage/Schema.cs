namespace KubeFate.Storage;

/// <summary>Tables and columns: those of the original, so that its database can be taken over, and a few of our own.</summary>
internal static class Schema
{
    private const string Common = "id {id}, created_at {time}, updated_at {time}, deleted_at {time}, uuid varchar(36) UNIQUE, ";

    private static readonly (string Table, string Columns)[] Tables =
    [
        ("users", Common + "username varchar(191) NOT NULL UNIQUE, password varchar(512) NOT NULL, salt varchar(128) NOT NULL, email varchar(255), status {small} NOT NULL"),
        ("clusters", Common + "name varchar(255) NOT NULL, name_space varchar(255) NOT NULL, chart_name varchar(255), chart_version varchar(255) NOT NULL, " +
            "\"values\" {text}, spec {blob}, revision {small}, helm_revision {small}, chart_values {blob}, status {small}, info {blob}"),
        ("helm_charts", Common + "name varchar(255) NOT NULL, chart {text} NOT NULL, \"values\" {text} NOT NULL, values_template {text} NOT NULL, " +
            "values_template_example {text} NOT NULL, templates {blob}, version varchar(255) NOT NULL, app_version varchar(255) NOT NULL"),
        ("jobs", Common + "start_time {time}, end_time {time}, method varchar(16) NOT NULL, cluster_id varchar(36), creator varchar(191) NOT NULL, sub_jobs {blob}, " +
            "status {small}, time_limit {big}, args_name {text}, args_namespace {text}, args_chart_name {text}, args_chart_version {text}, " +
            "args_cover {flag}, args_keep_upgrade_job {flag}, args_data {blob}, states {text}"),
        ("kubefate_keys", "name varchar(64) PRIMARY KEY, secret varchar(128) NOT NULL"),
    ];

    private static readonly (string Table, string Column, string Type)[] Additions =
    [
        ("helm_charts", "archive", "{blob}"),
        ("jobs", "lease_owner", "varchar(36)"),
        ("jobs", "lease_until", "{time}"),
        ("jobs", "step", "varchar(64)"),
        ("jobs", "reasons", "{text}"),
        ("clusters", "claim", "varchar(64)"),
    ];

    // The name of a cluster that is not deleted is taken once, whatever services do at the same time; deleted ones have no claim, and NULL does not clash.
    private static readonly (string Name, string Table, string Columns)[] UniqueIndexes = [("idx_clusters_claim", "clusters", "claim")];

    /// <summary>Makes what is missing.</summary>
    /// <exception cref="DatabaseException">The database refuses.</exception>
    public static async Task PrepareAsync(Database database, CancellationToken cancellationToken)
    {
        if (database.Dialect is SqliteDialect)
        {
            await database.ExecuteAsync(new Sql("PRAGMA journal_mode = WAL"), cancellationToken);
        }

        foreach ((string table, string columns) in Tables)
        {
            await database.ExecuteAsync(new Sql($"CREATE TABLE IF NOT EXISTS {table} ({Typed(database, columns)})"), cancellationToken);
        }

        foreach ((string table, string column, string type) in Additions)
        {
            if (!await HasAsync(database, table, column, cancellationToken))
            {
                await AddAsync(database, table, column, Typed(database, type), cancellationToken);
            }
        }

        foreach ((string name, string table, string columns) in UniqueIndexes)
        {
            await AddIndexAsync(database, $"CREATE UNIQUE INDEX {name} ON {table} ({columns})", cancellationToken);
        }
    }

    private static async Task AddIndexAsync(Database database, string statement, CancellationToken cancellationToken)
    {
        try
        {
            await database.ExecuteAsync(new Sql(statement), cancellationToken);
        }
        catch (DatabaseException e) when (e.Message.Contains("already exists", StringComparison.Ordinal) || e.Message.Contains("Duplicate key name", StringComparison.Ordinal))
        {
            // MySQL knows no "if not exists" here.
        }
    }

    private static async Task AddAsync(Database database, string table, string column, string type, CancellationToken cancellationToken)
    {
        try
        {
            await database.ExecuteAsync(new Sql($"ALTER TABLE {table} ADD COLUMN {column} {type}"), cancellationToken);
        }
        catch (DatabaseException)
        {
            // Another service on the same database may have been faster.
            if (!await HasAsync(database, table, column, cancellationToken))
            {
                throw;
            }
        }
    }

    private static async Task<bool> HasAsync(Database database, string table, string column, CancellationToken cancellationToken)
    {
        try
        {
            await database.QueryAsync(new Sql($"SELECT {column} FROM {table} WHERE 1 = 0"), static _ => 0, cancellationToken);
            return true;
        }
        catch (DatabaseException)
        {
            return false;
        }
    }

    private static string Typed(Database database, string columns)
    {
        foreach (string word in (string[])["id", "time", "small", "flag", "big", "blob", "text"])
        {
            columns = columns.Replace($"{{{word}}}", database.Dialect.ColumnType(word), StringComparison.Ordinal);
        }

        return columns;
    }
}
