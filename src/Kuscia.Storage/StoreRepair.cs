using System.Globalization;
using Kuscia.Storage.Dialects.Sqlite;
using Kuscia.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Kuscia.Storage;

/// <summary>Looks at the files of a store and makes a usable one of what is left of a damaged one. For a store that no node has open.</summary>
public static class StoreRepair
{
    private static readonly string[] Parts = ["", "-wal", "-shm", "-mark"];

    /// <summary>A thorough look: pages, indexes, revisions and values. May be used while a node runs. Throws <see cref="StoreException"/> when a file cannot be opened.</summary>
    public static StoreReport Check(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        try
        {
            return SqliteCheck.Look(new RevisionLogOptions { Path = path }, thorough: true);
        }
        catch (Exception fault) when (SqliteFaults.IsKnown(fault))
        {
            throw SqliteFaults.Translate(path, fault);
        }
    }

    /// <summary>
    /// Moves the damaged files into a folder beside them and writes a new store with the newest readable state of every key. Its revisions go on behind the last
    /// acknowledged one, so that clients read everything anew. Throws <see cref="StoreException"/>.
    /// </summary>
    public static StoreRepairResult Repair(string path, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        StoreReport report = Check(path);
        if (report.IsSound)
        {
            return new StoreRepairResult(report, null, 0, 0, report.LastRevision);
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        string kept = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"damaged-{time.GetUtcNow():yyyyMMdd-HHmmss}"));
        string work = Path.Combine(kept, "work");
        try
        {
            Directory.CreateDirectory(work, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return Repair(report, kept, work);
        }
        catch (Exception fault) when (SqliteFaults.IsKnown(fault))
        {
            throw new StoreException($"the store {path} could not be repaired: {fault.Message.TrimEnd('.')}; its files are untouched in {folder} or {kept}", fault);
        }
    }

    private static StoreRepairResult Repair(StoreReport report, string kept, string work)
    {
        // SQLite changes what it opens, so it gets a copy of its own; the damaged files stay as they were.
        string copy = Path.Combine(work, "copy.db");
        string fresh = Path.Combine(work, "fresh.db");
        foreach (string part in Parts.Where(p => File.Exists(report.Path + p)))
        {
            File.Copy(report.Path + part, copy + part);
        }

        (IReadOnlyList<LogRow> rows, long unreadable) = Read(copy, report.MarkedRevision);
        long last = rows.Count > 0 ? rows[^1].Id : 0;

        // One revision more than needed: who knows the last acknowledged one must be behind what counts as compacted.
        long revision = Math.Max(last, Math.Max(report.LastRevision, report.MarkedRevision)) + 2;
        SqliteSalvage.Write(new RevisionLogOptions { Path = fresh }, rows, revision);
        foreach (string part in Parts.Where(p => File.Exists(report.Path + p)))
        {
            File.Move(report.Path + part, Path.Combine(kept, Path.GetFileName(report.Path) + part));
        }

        File.Move(fresh, report.Path);
        Directory.Delete(work, recursive: true);
        return new StoreRepairResult(report, kept, rows.Count(r => !r.Deleted), unreadable, revision);
    }

    private static (IReadOnlyList<LogRow> Rows, long Unreadable) Read(string copy, long marked)
    {
        if (!File.Exists(copy))
        {
            return ([], 0);
        }

        try
        {
            return SqliteSalvage.Read(new RevisionLogOptions { Path = copy }, marked);
        }
        catch (SqliteException)
        {
            // Not even its first page can be read.
            return ([], 0);
        }
    }
}

/// <summary>What a repair did.</summary>
/// <param name="Report">What was wrong.</param>
/// <param name="KeptIn">Folder of the damaged files; null when nothing was wrong and nothing was done.</param>
/// <param name="Objects">Keys in the new store.</param>
/// <param name="Unreadable">Rows that could not be read: a key whose newest row is among them has an older state now, or is gone, or is back.</param>
/// <param name="Revision">The newest revision now.</param>
public sealed record StoreRepairResult(StoreReport Report, string? KeptIn, int Objects, long Unreadable, long Revision);
