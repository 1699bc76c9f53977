using Kuscia.Storage.Log;
using Kuscia.Testing.Logs;
using Kuscia.Testing.Time;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Kuscia.Storage.Tests;

/// <summary>Stores that lost something: refused at the start with what is lost, repaired on demand.</summary>
public sealed class RepairTests
{
    private const int Keys = 200;

    [Theory]
    [InlineData("removed")]
    [InlineData("halved")]
    [InlineData("emptied")]
    public async Task A_store_whose_journal_was_cut_is_refused_with_the_number_of_lost_writes(string how)
    {
        using LogFolder folder = new();
        long last = await FillAsync(folder);
        CutJournal(folder, how);
        long before = new FileInfo(folder.File).Length;

        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => folder.OpenAsync(durable: true));

        Assert.Contains($"but revision {last} was acknowledged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, new FileInfo(folder.File).Length);
        Assert.Contains("'kuscia store repair'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_whose_file_is_gone_is_refused()
    {
        using LogFolder folder = new();
        long last = await FillAsync(folder);
        File.Delete(folder.File);
        File.Delete(folder.File + "-wal");

        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => folder.OpenAsync(durable: true));

        Assert.Contains($"it ends at revision 0, but revision {last} was acknowledged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_whose_mark_is_gone_is_opened_with_a_warning_once()
    {
        using LogFolder folder = new();
        await FillAsync(folder);
        File.Delete(folder.File + "-mark");

        IReadOnlyList<string> first = await WarningsAsync(folder);
        IReadOnlyList<string> second = await WarningsAsync(folder);

        Assert.Contains("whether the last writes before this start are all there cannot be told", Assert.Single(first), StringComparison.Ordinal);
        Assert.Empty(second);
    }

    [Fact]
    public async Task A_store_with_rows_missing_in_the_middle_is_refused_with_their_revisions()
    {
        using LogFolder folder = new();
        await FillAsync(folder);
        Execute(folder, "DELETE FROM kine WHERE id BETWEEN 20 AND 29 OR id = 77");

        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => folder.OpenAsync(durable: true));

        Assert.Contains("revisions are missing: 20-29, 77", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_with_damaged_pages_is_refused_and_the_check_tells_more()
    {
        using LogFolder folder = new();
        await FillAsync(folder);
        DamagePages(folder);

        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => folder.OpenAsync(durable: true));
        StoreReport report = StoreRepair.Check(folder.File);

        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
        Assert.False(report.IsSound);
        Assert.NotEmpty(report.Findings);
    }

    [Fact]
    public async Task A_sound_store_is_not_touched_by_a_repair()
    {
        using LogFolder folder = new();
        await FillAsync(folder);

        StoreRepairResult result = StoreRepair.Repair(folder.File, TimeProvider.System);

        Assert.True(result.Report.IsSound);
        Assert.Null(result.KeptIn);
    }

    [Fact]
    public async Task A_repaired_store_goes_on_behind_the_last_acknowledged_revision_and_old_watches_list_again()
    {
        using LogFolder folder = new();
        long last = await FillAsync(folder);
        CutJournal(folder, "halved");

        StoreRepairResult result = StoreRepair.Repair(folder.File, new ManualTime());
        await using RevisionLog log = await folder.OpenAsync(durable: true);
        LogPage page = await log.ListAsync(new LogQuery("/registry/r/"), CancellationToken.None);
        AppendResult next = await log.CreateAsync("/registry/r/new", LogFolder.Bytes("{}"), 0, CancellationToken.None);

        Assert.Equal(result.Objects, page.Entries.Count + 1);
        Assert.InRange(page.Entries.Count, 1, Keys - 1);
        Assert.Equal(last + 2, result.Revision);
        Assert.Equal(last + 3, next.Revision);
        Assert.Throws<CompactedException>(() => log.Watch("/registry/", last));
        Assert.EndsWith("damaged-20260101-000000", result.KeptIn, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(result.KeptIn!, "state.db-wal")));
    }

    [Fact]
    public async Task What_lies_in_undamaged_pages_survives_a_repair_with_its_newest_values()
    {
        using LogFolder folder = new();
        await FillAsync(folder);
        DamagePages(folder);

        StoreRepairResult result = StoreRepair.Repair(folder.File, TimeProvider.System);
        await using RevisionLog log = await folder.OpenAsync(durable: true);
        LogPage page = await log.ListAsync(new LogQuery("/registry/r/"), CancellationToken.None);

        Assert.True(result.Unreadable > 0);
        Assert.InRange(page.Entries.Count, Keys / 2, Keys);
        Assert.All(page.Entries, e => Assert.StartsWith("{\"n\":", LogFolder.Text(e.Value), StringComparison.Ordinal));
        Assert.True(StoreRepair.Check(folder.File).IsSound);
    }

    [Fact]
    public async Task A_store_that_is_no_database_any_more_becomes_an_empty_one_on_demand()
    {
        using LogFolder folder = new();
        long last = await FillAsync(folder);
        await File.WriteAllTextAsync(folder.File, new string('x', 8192));
        File.Delete(folder.File + "-wal");

        StoreRepairResult result = StoreRepair.Repair(folder.File, TimeProvider.System);
        await using RevisionLog log = await folder.OpenAsync(durable: true);

        Assert.Equal(last + 2, result.Revision);
        Assert.Empty((await log.ListAsync(new LogQuery("/registry/r/"), CancellationToken.None)).Entries);
    }

    [Fact]
    public async Task Files_of_a_store_are_for_their_owner_alone_also_when_they_were_open_before()
    {
        using LogFolder folder = new();
        await FillAsync(folder);
        File.SetUnixFileMode(folder.File, (UnixFileMode)Convert.ToInt32("644", 8));

        await using RevisionLog log = await folder.OpenAsync(durable: true);
        await log.CreateAsync("/registry/x", LogFolder.Bytes("{}"), 0, CancellationToken.None);

        Assert.All(Directory.GetFiles(Path.GetDirectoryName(folder.File)!), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
    }

    // Each key twice, so that the newest value counts; the copy keeps the journal that a clean end would empty.
    private static async Task<IReadOnlyList<string>> WarningsAsync(LogFolder folder)
    {
        using LogMemory log = new();
        await using RevisionLog opened = await Store.OpenAsync(folder.Options with { Durable = true }, TimeProvider.System, log, CancellationToken.None);
        return [.. log.Lines.Where(l => l.Contains($" {LogLevel.Warning} ", StringComparison.Ordinal))];
    }

    private static async Task<long> FillAsync(LogFolder folder)
    {
        long last;
        await using (RevisionLog log = await folder.OpenAsync(durable: true))
        {
            for (int i = 0; i < Keys; i++)
            {
                AppendResult made = await log.CreateAsync($"/registry/r/{i:d3}", LogFolder.Bytes($"{{\"n\":{i},\"pad\":\"{new string('x', 900)}\"}}"), 0, CancellationToken.None);
                last = made.Revision;
            }

            last = log.CurrentRevision;
            string copy = Path.Combine(folder.Root, "copy");
            Directory.CreateDirectory(copy);
            foreach (string file in Directory.GetFiles(Path.GetDirectoryName(folder.File)!).Where(f => !f.EndsWith("-shm", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }
        }

        Directory.Delete(Path.GetDirectoryName(folder.File)!, recursive: true);
        Directory.Move(Path.Combine(folder.Root, "copy"), Path.GetDirectoryName(folder.File)!);
        return last;
    }

    private static void CutJournal(LogFolder folder, string how)
    {
        string journal = folder.File + "-wal";
        Assert.True(new FileInfo(journal).Length > 100_000);
        switch (how)
        {
            case "removed":
                File.Delete(journal);
                break;
            case "halved":
                using (FileStream file = File.OpenWrite(journal))
                {
                    file.SetLength(file.Length / 2);
                }

                break;
            default:
                File.WriteAllBytes(journal, []);
                break;
        }
    }

    // Moves the journal into the file, then overwrites every twentieth page but the first ones.
    private static void DamagePages(LogFolder folder)
    {
        Execute(folder, "PRAGMA wal_checkpoint(TRUNCATE)");
        using FileStream file = File.OpenWrite(folder.File);
        byte[] junk = new byte[4096];
        Array.Fill(junk, (byte)0xA5);
        for (long page = 10; page * 4096 < file.Length; page += 20)
        {
            file.Position = page * 4096;
            file.Write(junk);
        }
    }

    private static void Execute(LogFolder folder, string sql)
    {
        using SqliteConnection connection = new($"Data Source={folder.File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
