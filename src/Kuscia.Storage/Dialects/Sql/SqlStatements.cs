using Kuscia.Storage.Log;

namespace Kuscia.Storage.Dialects.Sql;

/// <summary>The statements of the <c>kine</c> table in the SQL of one database server.</summary>
internal sealed record SqlStatements
{
    /// <summary>All columns in the order in which rows are read.</summary>
    public const string Columns = "id, name, created, deleted, create_revision, prev_revision, lease, value, old_value";

    /// <summary>The same without the value before, which only events need.</summary>
    public const string StateColumns = "id, name, created, deleted, create_revision, prev_revision, lease, value, NULL";

    /// <summary>The same without any value.</summary>
    public const string KeyColumns = "id, name, created, deleted, create_revision, prev_revision, lease, NULL, NULL";

    /// <summary>Columns that an insertion sets, the id aside.</summary>
    public const string Inserted = "name, created, deleted, create_revision, prev_revision, lease, value, old_value";

    public const string Current = "SELECT COALESCE(MAX(id), 0) FROM kine";

    public const string Compacted = $"SELECT COALESCE(MAX(prev_revision), 0) FROM kine WHERE name = '{LogRow.CompactKey}'";

    public const string After = $"SELECT {Columns} FROM kine WHERE id > @after AND id <= @through ORDER BY id LIMIT @limit";

    public const string Leased = $"""
        SELECT {StateColumns} FROM kine k WHERE k.lease > 0 AND k.deleted = 0 AND NOT EXISTS (SELECT 1 FROM kine n WHERE n.name = k.name AND n.id > k.id)
        """;

    /// <summary>Makes the row of the compacted revision where it is missing; behind an INSERT that leaves out what is there.</summary>
    public const string CompactedRow = $"""
        INTO kine ({Inserted}) SELECT '{LogRow.CompactKey}', 1, 0, 0, 0, 0, NULL, NULL FROM (SELECT 1 AS one) o
        WHERE NOT EXISTS (SELECT 1 FROM kine c WHERE c.name = '{LogRow.CompactKey}')
        """;

    /// <summary>Takes pages in the row of the compacted revision and gives them back.</summary>
    public const string Probe = $"""
        UPDATE kine SET old_value = @ballast WHERE name = '{LogRow.CompactKey}'; UPDATE kine SET old_value = NULL WHERE name = '{LogRow.CompactKey}'
        """;

    public const string SetCompacted = $"UPDATE kine SET prev_revision = @through WHERE name = '{LogRow.CompactKey}' AND prev_revision = @after";

    /// <summary>Ids of rows that are not needed any more when history is compacted.</summary>
    public const string SupersededIds = $"""
        SELECT s.prev_revision AS id FROM kine s WHERE s.id > @after AND s.id <= @through AND s.prev_revision <> 0 AND s.name <> '{LogRow.CompactKey}'
        UNION SELECT d.id FROM kine d WHERE d.id > @after AND d.id <= @through AND d.deleted <> 0
        """;

    /// <summary>Begins a transaction that no other writer of this kind overlaps: it locks the row of the compacted revision, and gives up a client that falls silent.</summary>
    public required string Begin { get; init; }

    /// <summary>Ends it.</summary>
    public required string Commit { get; init; }

    /// <summary>The newest row of the key <c>@key{0}</c>.</summary>
    public required string Latest { get; init; }

    /// <summary>Rows after @after of [@start, @end) in order.</summary>
    public required string Since { get; init; }

    /// <summary>Inserts the row of the parameters with the suffix {0}; the result is its id.</summary>
    public required string Insert { get; init; }

    /// <summary>Live rows of [@start, @end) without @before at @revision in key order, @limit at most.</summary>
    public required string List { get; init; }

    /// <summary>The same without the values.</summary>
    public required string Keys { get; init; }

    /// <summary>Their number.</summary>
    public required string Count { get; init; }

    /// <summary>Removes <see cref="SupersededIds"/>.</summary>
    public required string Superseded { get; init; }

    /// <summary>Removes everything but the row of the compacted revision, which goes where no other is.</summary>
    public const string Clear = $"DELETE FROM kine WHERE name <> '{LogRow.CompactKey}'; UPDATE kine SET id = 0, prev_revision = @through WHERE name = '{LogRow.CompactKey}'";

    /// <summary>Lets the server count on behind @revision; empty where it does so by itself.</summary>
    public required string CountOn { get; init; }

    /// <summary>Beginning of an insertion of rows with ids.</summary>
    public required string FillHead { get; init; }

    /// <summary>Its end, by which ids that are taken are left out.</summary>
    public required string FillTail { get; init; }

    /// <summary>Rows by their ids.</summary>
    public static string ByIds(IReadOnlyList<long> ids) => $"SELECT {StateColumns} FROM kine WHERE id IN ({string.Join(',', ids)})";
}
