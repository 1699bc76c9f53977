using Kuscia.Storage.Log;

namespace Kuscia.Storage.Dialects.Sqlite;

/// <summary>The statements of the <c>kine</c> table in SQLite's SQL.</summary>
internal static class SqliteStatements
{
    private const string CompactKey = LogRow.CompactKey;

    public const string Columns = "id, name, created, deleted, create_revision, prev_revision, lease, value, old_value";

    // The value before is only wanted for events; leaving it out halves what a list reads.
    private const string StateColumns = "id, name, created, deleted, create_revision, prev_revision, lease, value, NULL";

    private const string KeyColumns = "id, name, created, deleted, create_revision, prev_revision, lease, NULL, NULL";

    public const string Schema = """
        CREATE TABLE IF NOT EXISTS kine (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          name TEXT,
          created INTEGER,
          deleted INTEGER,
          create_revision INTEGER,
          prev_revision INTEGER,
          lease INTEGER,
          value BLOB,
          old_value BLOB);
        CREATE INDEX IF NOT EXISTS kine_name_index ON kine (name);
        CREATE INDEX IF NOT EXISTS kine_name_id_index ON kine (name, id);
        CREATE INDEX IF NOT EXISTS kine_id_deleted_index ON kine (id, deleted);
        CREATE INDEX IF NOT EXISTS kine_prev_revision_index ON kine (prev_revision);
        CREATE UNIQUE INDEX IF NOT EXISTS kine_name_prev_revision_uindex ON kine (name, prev_revision);
        """;

    public const string Latest = $"SELECT {StateColumns} FROM kine WHERE name = $name ORDER BY id DESC LIMIT 1";

    public const string Insert = """
        INSERT INTO kine (name, created, deleted, create_revision, prev_revision, lease, value, old_value)
        VALUES ($name, $created, $deleted, $create, $prev, $lease, $value, $old) RETURNING id
        """;

    // Walks the (name, id) index once, so a limit stops the walk early.
    private const string LiveRange = """
        FROM kine k WHERE k.name >= $start AND k.name < $end AND k.id <= $rev AND k.deleted = 0
          AND NOT EXISTS (SELECT 1 FROM kine n WHERE n.name = k.name AND n.id > k.id AND n.id <= $rev)
        """;

    public const string List = $"SELECT {StateColumns} {LiveRange} ORDER BY k.name, k.id LIMIT $limit";

    public const string Keys = $"SELECT {KeyColumns} {LiveRange} ORDER BY k.name, k.id LIMIT $limit";

    public const string ByIds = $"SELECT {StateColumns} FROM kine WHERE id IN (SELECT j.value FROM json_each($ids) j)";

    public const string Count = $"SELECT COUNT(*) {LiveRange}";

    public const string After = $"SELECT {Columns} FROM kine WHERE id > $after AND id <= $through ORDER BY id LIMIT $limit";

    /// <summary>Few rows: those that came since a moment ago.</summary>
    public const string Since = $"SELECT {StateColumns} FROM kine NOT INDEXED WHERE id > $after AND name >= $start AND name < $end ORDER BY id";

    public const string Leased = $"""
        SELECT {StateColumns} FROM kine k WHERE k.lease > 0 AND k.deleted = 0 AND NOT EXISTS (SELECT 1 FROM kine n WHERE n.name = k.name AND n.id > k.id)
        """;

    public const string Current = "SELECT COALESCE(MAX(id), 0) FROM kine";

    public const string Compacted = $"SELECT COALESCE(MAX(prev_revision), 0) FROM kine WHERE name = '{CompactKey}'";

    public const string HasCompacted = $"SELECT COUNT(*) FROM kine WHERE name = '{CompactKey}'";

    public const string Fill = """
        INSERT OR IGNORE INTO kine (id, name, created, deleted, create_revision, prev_revision, lease, value, old_value) VALUES ($id, $name, 0, 1, 0, 0, 0, NULL, NULL)
        """;

    public const string InsertCompacted = $"""
        INSERT INTO kine (name, created, deleted, create_revision, prev_revision, lease, value, old_value) VALUES ('{CompactKey}', 1, 0, 0, 0, 0, x'', NULL)
        """;

    /// <summary>Takes a few pages in the row of the compacted revision; with <see cref="ProbeEnd"/> in one transaction nothing is changed, but pages are written.</summary>
    public const string ProbeBegin = $"UPDATE kine SET old_value = zeroblob(16384) WHERE name = '{CompactKey}'";

    public const string ProbeEnd = $"UPDATE kine SET old_value = NULL WHERE name = '{CompactKey}'";

    public const string Everything = $"SELECT {StateColumns} FROM kine NOT INDEXED ORDER BY id";

    public const string Range = $"SELECT {StateColumns} FROM kine NOT INDEXED WHERE id > $after AND id <= $through ORDER BY id";

    public const string Ids = "SELECT id FROM kine NOT INDEXED WHERE id > $after ORDER BY id";

    public const string Sequence = "SELECT seq FROM sqlite_sequence WHERE name = 'kine'";

    public const string InsertWithId = """
        INSERT INTO kine (id, name, created, deleted, create_revision, prev_revision, lease, value, old_value)
        VALUES ($id, $name, $created, 0, $create, $prev, $lease, $value, NULL)
        """;

    public const string Clear = $"DELETE FROM kine WHERE name <> '{CompactKey}'";

    /// <summary>Its row goes where no other is.</summary>
    public const string MoveCompacted = $"UPDATE kine SET id = 0, prev_revision = $through WHERE name = '{CompactKey}'";

    public const string HasTable = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'kine'";

    public const string RowsAfter = "SELECT COUNT(*) FROM kine WHERE id > $after AND id <= $through";

    public const string SetCompacted = $"UPDATE kine SET prev_revision = $through WHERE name = '{CompactKey}' AND prev_revision = $after";

    public const string Superseded = $"""
        DELETE FROM kine WHERE id IN (
          SELECT prev_revision FROM kine WHERE id > $after AND id <= $through AND prev_revision <> 0 AND name <> '{CompactKey}'
          UNION SELECT id FROM kine WHERE id > $after AND id <= $through AND deleted <> 0)
        """;
}
