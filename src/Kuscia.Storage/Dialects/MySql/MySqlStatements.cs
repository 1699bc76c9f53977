using Kuscia.Storage.Dialects.Sql;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Dialects.MySql;

/// <summary>The statements of the <c>kine</c> table in the SQL of MySQL and MariaDB.</summary>
internal static class MySqlStatements
{
    /// <summary>
    /// For every connection: too long values are errors whatever the server's mode is, other SQL modes do not change the statements, each statement sees what is
    /// committed before it, and a lock is waited for a little longer than the server bears a silent client.
    /// </summary>
    public const string Session = """
        SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO'; SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET SESSION innodb_lock_wait_timeout = 15
        """;

    /// <summary>Keys are compared byte by byte; ids do not end at 2^31.</summary>
    public const string Table = """
        CREATE TABLE IF NOT EXISTS kine (
          id BIGINT AUTO_INCREMENT,
          name VARCHAR(630) CHARACTER SET ascii COLLATE ascii_bin,
          created INTEGER,
          deleted INTEGER,
          create_revision BIGINT,
          prev_revision BIGINT,
          lease INTEGER,
          value MEDIUMBLOB,
          old_value MEDIUMBLOB,
          PRIMARY KEY (id),
          UNIQUE INDEX kine_name_prev_revision_uindex (name, prev_revision),
          INDEX kine_name_index (name),
          INDEX kine_name_id_index (name, id),
          INDEX kine_id_deleted_index (id, deleted),
          INDEX kine_prev_revision_index (prev_revision)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
        """;

    public const string ColumnsOfTable = """
        SELECT LOWER(column_name), LOWER(data_type), LOWER(extra), LOWER(COALESCE(collation_name, '')) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'kine'
        """;

    public const string Engine = "SELECT COALESCE(engine, table_type) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'kine'";

    public const string UniqueIndexes = """
        SELECT GROUP_CONCAT(column_name ORDER BY seq_in_index) FROM information_schema.statistics
        WHERE table_schema = DATABASE() AND table_name = 'kine' AND non_unique = 0 GROUP BY index_name
        """;

    public const string IdStep = "SELECT @@auto_increment_increment";

    /// <summary>Asks for each right without doing anything.</summary>
    public const string Rights = $"""
        SELECT COUNT(*) FROM kine WHERE id < 0; INSERT INTO kine ({SqlStatements.Inserted}) SELECT {SqlStatements.Inserted} FROM kine WHERE id < 0;
        UPDATE kine SET lease = 0 WHERE id < 0; DELETE FROM kine WHERE id < 0
        """;

    private const string LiveRange = """
        FROM kine k WHERE k.name >= @start AND k.name <> @before AND k.name < @end AND k.id <= @revision AND k.deleted = 0
          AND NOT EXISTS (SELECT 1 FROM kine n WHERE n.name = k.name AND n.id > k.id AND n.id <= @revision)
        """;

    public static SqlStatements All { get; } = new()
    {
        Begin = $"SET SESSION wait_timeout = 10; START TRANSACTION; SELECT prev_revision FROM kine WHERE name = '{LogRow.CompactKey}' FOR UPDATE",
        Commit = "COMMIT; SET SESSION wait_timeout = 3600",

        // A table that was made by hand may compare without regard to case.
        Latest = $"(SELECT {SqlStatements.StateColumns} FROM kine WHERE name = @key{{0}} AND CAST(name AS BINARY) = @key{{0}} ORDER BY id DESC LIMIT 1)",
        Since = $"SELECT {SqlStatements.StateColumns} FROM kine WHERE id > @after AND name >= @start AND name < @end ORDER BY id",
        Insert = $"""
            INSERT INTO kine ({SqlStatements.Inserted}) VALUES (@name{"{0}"}, @created{"{0}"}, @deleted{"{0}"}, @create{"{0}"}, @prev{"{0}"}, @lease{"{0}"}, @value{"{0}"}, @old{"{0}"}); SELECT LAST_INSERT_ID()
            """,
        List = $"SELECT {SqlStatements.StateColumns} {LiveRange} ORDER BY k.name, k.id LIMIT @limit",
        Keys = $"SELECT {SqlStatements.KeyColumns} {LiveRange} ORDER BY k.name, k.id LIMIT @limit",
        Count = $"SELECT COUNT(*) {LiveRange}",
        Superseded = $"DELETE k FROM kine k JOIN ({SqlStatements.SupersededIds}) o ON o.id = k.id",
        CountOn = "",
        FillHead = $"INSERT IGNORE INTO kine (id, {SqlStatements.Inserted}) VALUES ",
        FillTail = "",
    };
}
