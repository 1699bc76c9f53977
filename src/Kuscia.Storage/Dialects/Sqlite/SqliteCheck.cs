using Kuscia.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Kuscia.Storage.Dialects.Sqlite;

/// <summary>
/// Looks for what SQLite does not tell when it opens a store: damaged pages, revisions that are missing in the middle (every row behind the compacted revision is
/// there in a sound store), and an end before the last acknowledged revision.
/// </summary>
internal static class SqliteCheck
{
    private const int MaxFindings = 10;
    private const int MaxRanges = 20;

    /// <summary>The check of every start: refuses a store that has lost something.</summary>
    public static void Start(RevisionLogOptions options)
    {
        StoreReport report = Look(options, thorough: false);
        if (!report.IsSound)
        {
            throw new StoreException(
                $"the store {options.Path} is not whole: {string.Join("; ", report.Findings)}. Put a backup in its place, or run 'kuscia store repair' to go on with what is left "
                + "('kuscia store check' tells more)");
        }
    }

    /// <summary>Looks at the files; <paramref name="thorough"/> compares the indexes with the table too and reads every value.</summary>
    public static StoreReport Look(RevisionLogOptions options, bool thorough)
    {
        // Before the table: a node that runs moves both, the mark later.
        long marked = options.Durable ? SqliteMark.Read(options.Path) : 0;
        bool isEmpty = !File.Exists(options.Path) || new FileInfo(options.Path).Length == 0;
        if (isEmpty && !(File.Exists(options.Path + "-wal") && new FileInfo(options.Path + "-wal").Length > 0))
        {
            return Report(options.Path, [], 0, marked, marked > 0 ? [new RevisionRange(1, marked)] : []);
        }

        List<string> findings = new();
        try
        {
            using SqliteSession session = SqliteSession.Open(options, SessionRole.Inspector);

            // One state for all questions: another process may write and compact meanwhile.
            session.Run("BEGIN");
            findings.AddRange(Pages(session, thorough));
            if (SqliteSession.Number(session.Command(SqliteStatements.HasTable, null)) == 0)
            {
                return Report(options.Path, findings, 0, marked, marked > 0 ? [new RevisionRange(1, marked)] : []);
            }

            if (thorough)
            {
                findings.AddRange(Values(session));
            }

            long last = SqliteSession.Number(session.Command(SqliteStatements.Current, null));
            List<RevisionRange> lost = Holes(session, last);
            if (last < marked)
            {
                lost.Add(new RevisionRange(last + 1, marked));
            }

            return Report(options.Path, findings, last, marked, lost);
        }
        catch (SqliteException fault) when (thorough && SqliteFaults.IsDamage(fault))
        {
            findings.Add($"SQLite cannot read it ({fault.Message.TrimEnd('.')})");
            return new StoreReport { Path = options.Path, Findings = findings, MarkedRevision = marked };
        }
    }

    private static StoreReport Report(string path, List<string> findings, long last, long marked, IReadOnlyList<RevisionRange> lost)
    {
        if (last < marked)
        {
            findings.Add(
                $"it ends at revision {last}, but revision {marked} was acknowledged: the last {marked - last} writes are gone, perhaps because its journal ({path}-wal) was cut or removed");
        }

        RevisionRange[] holes = [.. lost.Where(r => r.First <= last)];
        if (holes.Length > 0)
        {
            findings.Add($"revisions are missing: {string.Join(", ", holes)}");
        }

        return new StoreReport { Path = path, Findings = findings, LastRevision = last, MarkedRevision = marked, Lost = lost };
    }

    private static List<string> Pages(SqliteSession session, bool thorough)
    {
        string check = thorough ? $"PRAGMA integrity_check({MaxFindings})" : $"PRAGMA quick_check({MaxFindings})";
        using SqliteDataReader reader = session.Command(check, null).ExecuteReader();
        List<string> findings = new();
        while (reader.Read())
        {
            string line = reader.GetString(0);
            if (line != "ok")
            {
                findings.Add($"damaged: {line.ReplaceLineEndings(" ")}");
            }
        }

        return findings;
    }

    private static IEnumerable<string> Values(SqliteSession session)
    {
        foreach (LogRow row in SqliteSession.Stream(session.Command(SqliteStatements.Everything, null)))
        {
            if (!SqliteSalvage.IsSound(row))
            {
                yield return $"the value of {row.Name} at revision {row.Id} is no JSON";
            }
        }
    }

    // Compares counts first: only a store with holes is walked.
    private static List<RevisionRange> Holes(SqliteSession session, long last)
    {
        List<RevisionRange> holes = new();
        long from = SqliteSession.Number(session.Command(SqliteStatements.Compacted, null));
        if (Count(session, from, last) == last - from)
        {
            return holes;
        }

        long expected = from + 1;
        using SqliteDataReader reader = session.Command(SqliteStatements.Ids, null, ("$after", from)).ExecuteReader();
        while (reader.Read() && holes.Count < MaxRanges)
        {
            long id = reader.GetInt64(0);
            if (id > expected)
            {
                holes.Add(new RevisionRange(expected, id - 1));
            }

            expected = id + 1;
        }

        return holes;
    }

    private static long Count(SqliteSession session, long after, long through) =>
        SqliteSession.Number(session.Command(SqliteStatements.RowsAfter, null, ("$after", after), ("$through", through)));
}
