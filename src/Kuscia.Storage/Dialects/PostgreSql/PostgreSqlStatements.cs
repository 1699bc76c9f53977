using Kuscia.Storage.Dialects.Sql;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Dialects.PostgreSql;

/// <summary>The statements of the <c>kine</c> table in the SQL of PostgreSQL.</summary>
internal static class PostgreSqlStatements
{
    /// <summary>For every connection: a client that falls silent in a transaction is given up, and a lock is waited for a little longer than that.</summary>
    public const string Session = "SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '15s'; SET client_min_messages = warning";

    /// <summary>Keys are compared byte by byte; ids do not end at 2^31.</summary>
    public const string Table = """
        CREATE TABLE IF NOT EXISTS kine (
          id BIGSERIAL PRIMARY KEY,
          name VARCHAR(630) COLLATE "C",
          created INTEGER,
          deleted INTEGER,
          create_revision BIGINT,
          prev_revision BIGINT,
          lease INTEGER,
          value BYTEA,
          old_value BYTEA);
        CREATE INDEX IF NOT EXISTS kine_name_index ON kine (name);
        CREATE INDEX IF NOT EXISTS kine_name_id_index ON kine (name, id);
        CREATE INDEX IF NOT EXISTS kine_id_deleted_index ON kine (id, deleted);
        CREATE INDEX IF NOT EXISTS kine_prev_revision_index ON kine (prev_revision);
        CREATE UNIQUE INDEX IF NOT EXISTS kine_name_prev_revision_uindex ON kine (name, prev_revision)
        """;

    public const string ColumnsOfTable = """
        SELECT a.attname::text, format_type(a.atttypid, NULL)::text,
          CASE WHEN a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%' THEN 'auto_increment' ELSE '' END::text,
          CASE WHEN c.oid IS NULL THEN '' WHEN NOT c.collisdeterministic THEN 'nondeterministic'
            WHEN c.collname IN ('C', 'POSIX') OR (c.collname = 'default' AND b.datcollate IN ('C', 'POSIX')) THEN 'C' ELSE c.collname END::text
        FROM pg_attribute a JOIN pg_database b ON b.datname = current_database() LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          LEFT JOIN pg_collation c ON c.oid = a.attcollation
        WHERE a.attrelid = to_regclass('kine') AND a.attnum > 0 AND NOT a.attisdropped
        """;

    public const string UniqueIndexes = """
        SELECT (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum)::text
        FROM pg_index i WHERE i.indrelid = to_regclass('kine') AND i.indisunique AND i.indpred IS NULL
        """;

    /// <summary>For a table that was made by hand in another order.</summary>
    public const string OrderIndex = """CREATE INDEX IF NOT EXISTS kine_name_c_id_index ON kine (name COLLATE "C", id)""";

    /// <summary>Asks for each right without doing anything.</summary>
    public const string Rights = $"""
        SELECT COUNT(*) FROM kine WHERE id < 0; INSERT INTO kine ({SqlStatements.Inserted}) SELECT {SqlStatements.Inserted} FROM kine WHERE id < 0;
        UPDATE kine SET lease = 0 WHERE id < 0; DELETE FROM kine WHERE id < 0;
        SELECT COUNT(*) FROM (SELECT pg_get_serial_sequence('kine', 'id') AS name) s WHERE s.name IS NOT NULL AND NOT has_sequence_privilege(s.name, 'USAGE')
        """;

    // The order of the database's language is not that of bytes.
    private const string LiveRange = """
        FROM kine k WHERE k.name COLLATE "C" >= @start AND k.name <> @before AND k.name COLLATE "C" < @end AND k.id <= @revision AND k.deleted = 0
          AND NOT EXISTS (SELECT 1 FROM kine n WHERE n.name = k.name AND n.id > k.id AND n.id <= @revision)
        """;

    public static SqlStatements All { get; } = new()
    {
        Begin = $"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT prev_revision FROM kine WHERE name = '{LogRow.CompactKey}' FOR UPDATE",
        Commit = "COMMIT",
        Latest = $"(SELECT {SqlStatements.StateColumns} FROM kine WHERE name = @key{{0}} ORDER BY id DESC LIMIT 1)",
        Since = $"""SELECT {SqlStatements.StateColumns} FROM kine WHERE id > @after AND name COLLATE "C" >= @start AND name COLLATE "C" < @end ORDER BY id""",
        Insert = $"""
            INSERT INTO kine ({SqlStatements.Inserted}) VALUES (@name{"{0}"}, @created{"{0}"}, @deleted{"{0}"}, @create{"{0}"}, @prev{"{0}"}, @lease{"{0}"}, @value{"{0}"}, @old{"{0}"}) RETURNING id
            """,
        List = $"""SELECT {SqlStatements.StateColumns} {LiveRange} ORDER BY k.name COLLATE "C", k.id LIMIT @limit""",
        Keys = $"""SELECT {SqlStatements.KeyColumns} {LiveRange} ORDER BY k.name COLLATE "C", k.id LIMIT @limit""",
        Count = $"SELECT COUNT(*) {LiveRange}",
        Superseded = $"DELETE FROM kine WHERE id IN ({SqlStatements.SupersededIds})",
        CountOn = "SELECT setval(pg_get_serial_sequence('kine', 'id'), @revision)",
        FillHead = $"INSERT INTO kine (id, {SqlStatements.Inserted}) VALUES ",
        FillTail = " ON CONFLICT DO NOTHING",
    };
}
