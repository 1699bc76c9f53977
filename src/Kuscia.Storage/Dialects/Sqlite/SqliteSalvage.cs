using System.Text.Json;
using System.Text.Unicode;
using Kuscia.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Kuscia.Storage.Dialects.Sqlite;

/// <summary>Reads what can be read of a damaged database, row by row where pages are broken, and writes the newest state of every key into a new one.</summary>
internal static class SqliteSalvage
{
    private const int Step = 200;

    // Beyond this many revisions without a readable row there is nothing more, when the damaged file cannot say where it ends.
    private const long GiveUp = 100_000;

    /// <summary>True when a row can be used: it has a name, and its value is JSON in UTF-8 as all values of the store are.</summary>
    public static bool IsSound(LogRow row)
    {
        if (row.Id <= 0 || string.IsNullOrEmpty(row.Name) || row.Name.Any(char.IsControl))
        {
            return false;
        }

        // The reader of JSON does not look into strings.
        if (!Utf8.IsValid(row.Value.Span))
        {
            return row.IsHidden;
        }

        try
        {
            Utf8JsonReader reader = new(row.Value.Span, new JsonReaderOptions { MaxDepth = 256 });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return row.IsHidden;
        }
    }

    /// <summary>The newest readable row of every key, in order of revisions, and the number of rows that could not be read or used between the first and the last.</summary>
    public static (IReadOnlyList<LogRow> Newest, long Unreadable) Read(RevisionLogOptions damaged, long marked)
    {
        Dictionary<string, LogRow> newest = new(StringComparer.Ordinal);
        long unreadable = 0;
        long end = Math.Max(End(damaged), marked);
        long seen = 0;
        SqliteSession session = SqliteSession.Open(damaged, SessionRole.Reader);
        for (long after = 0; after < end || (end == 0 && after - seen < GiveUp); after += Step)
        {
            foreach (LogRow? row in Rows(ref session, damaged, after, end > 0 ? Math.Min(after + Step, end) : after + Step))
            {
                if (row is null || !IsSound(row))
                {
                    unreadable++;
                    continue;
                }

                seen = row.Id;
                newest[row.Name] = row;
            }
        }

        session.Discard();
        newest.Remove(LogRow.CompactKey);
        return ([.. newest.Values.OrderBy(r => r.Id)], unreadable);
    }

    /// <summary>Writes a new database whose history begins, and ends, at <paramref name="revision"/>: everything before it counts as compacted.</summary>
    public static void Write(RevisionLogOptions fresh, IReadOnlyList<LogRow> rows, long revision)
    {
        OwnFile.Ensure(fresh.Path);
        using SqliteSession session = SqliteSession.Open(fresh with { Durable = true }, SessionRole.Writer);
        using SqliteTransaction transaction = session.Begin();
        using SqliteCommand schema = new(SqliteStatements.Schema, transaction.Connection, transaction);
        schema.ExecuteNonQuery();
        LogRow? health = rows.LastOrDefault(r => r.Name == RevisionLog.HealthKey);
        foreach (LogRow row in rows.Where(r => !r.Deleted && r.Name != RevisionLog.HealthKey))
        {
            Insert(session, transaction, row);
        }

        // Clients know revisions up to the last acknowledged one: the next must lie behind it, and what they knew must count as compacted.
        bool isFree = !rows.Any(r => r.Id == 1 && !r.Deleted && r.Name != RevisionLog.HealthKey);
        Insert(session, transaction, new LogRow(isFree ? 1 : 0, LogRow.CompactKey, true, false, 0, revision - 1, 0, default, default));
        Insert(session, transaction, new LogRow(revision, RevisionLog.HealthKey, health is null, false, health?.ToEntry().CreateRevision ?? 0, health?.Id ?? 0, 0, RevisionLog.HealthValue, default));
        transaction.Commit();
        session.Run("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Puts a live row at its revision.</summary>
    public static void Insert(SqliteSession session, SqliteTransaction transaction, LogRow row) => session.Command(
        SqliteStatements.InsertWithId,
        transaction,
        ("$id", row.Id),
        ("$name", row.Name),
        ("$created", row.Created ? 1L : 0L),
        ("$create", row.CreateRevision),
        ("$prev", row.PrevRevision),
        ("$lease", row.Lease),
        ("$value", row.Value.ToArray())).ExecuteNonQuery();

    private static long End(RevisionLogOptions damaged)
    {
        long end = 0;
        foreach (string question in new[] { SqliteStatements.Current, SqliteStatements.Sequence })
        {
            try
            {
                using SqliteSession session = SqliteSession.Open(damaged, SessionRole.Reader);
                end = Math.Max(end, SqliteSession.Number(session.Command(question, null)));
            }
            catch (SqliteException)
            {
                // The other question, or the mark, may know.
            }
        }

        return end;
    }

    // A range in one go; where that fails each row by itself, null for one that cannot be read.
    private static List<LogRow?> Rows(ref SqliteSession session, RevisionLogOptions damaged, long after, long through)
    {
        if (TryRows(ref session, damaged, after, through) is { } all)
        {
            return [.. all];
        }

        List<LogRow?> rows = new();
        for (long id = after + 1; id <= through; id++)
        {
            List<LogRow>? one = TryRows(ref session, damaged, id - 1, id);
            if (one is null)
            {
                rows.Add(null);
            }
            else
            {
                rows.AddRange(one);
            }
        }

        return rows;
    }

    private static List<LogRow>? TryRows(ref SqliteSession session, RevisionLogOptions damaged, long after, long through)
    {
        try
        {
            return SqliteSession.Rows(session.Command(SqliteStatements.Range, null, ("$after", after), ("$through", through)));
        }
        catch (Exception fault) when (fault is SqliteException or InvalidCastException or InvalidOperationException)
        {
            session.Discard();
            session = SqliteSession.Open(damaged, SessionRole.Reader);
            return null;
        }
    }
}
