using Kuscia.Storage.Log;
using Kuscia.Testing.Time;
using Microsoft.Data.Sqlite;

namespace Kuscia.Storage.Tests;

public sealed class AppendTests
{
    [Theory]
    [AllStores]
    public async Task A_key_can_be_created_once(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync();

        AppendResult first = await log.CreateAsync("/registry/a", LogFolder.Bytes("1"), 0, CancellationToken.None);
        AppendResult second = await log.CreateAsync("/registry/a", LogFolder.Bytes("2"), 0, CancellationToken.None);

        Assert.True(first.Succeeded);
        Assert.False(second.Succeeded);
        Assert.Equal("1", LogFolder.Text(second.Current!.Value));
        Assert.Equal(first.Revision, second.Current.ModRevision);
    }

    [Theory]
    [AllStores]
    public async Task Of_many_updates_from_the_same_revision_exactly_one_wins(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync();
        AppendResult made = await log.CreateAsync("/registry/a", LogFolder.Bytes("0"), 0, CancellationToken.None);

        AppendResult[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            log.UpdateAsync("/registry/a", LogFolder.Bytes($"{i}"), made.Revision, 0, CancellationToken.None)));

        Assert.Single(results, r => r.Succeeded);
        Assert.Equal(results.Single(r => r.Succeeded).Revision, (await log.GetAsync("/registry/a", CancellationToken.None))!.ModRevision);
    }

    [Theory]
    [AllStores]
    public async Task A_deleted_key_is_gone_and_can_be_created_anew_with_a_new_create_revision(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync();
        AppendResult made = await log.CreateAsync("/registry/a", LogFolder.Bytes("1"), 0, CancellationToken.None);

        AppendResult gone = await log.DeleteAsync("/registry/a", made.Revision, CancellationToken.None);
        AppendResult again = await log.CreateAsync("/registry/a", LogFolder.Bytes("2"), 0, CancellationToken.None);

        Assert.True(gone.Succeeded);
        Assert.True(again.Succeeded);
        Assert.Equal(again.Revision, again.Current!.CreateRevision);
        Assert.Equal(made.Revision + 2, again.Revision);
    }

    [Theory]
    [AllStores]
    public async Task Every_write_has_a_revision_of_its_own_without_gaps(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync();
        long before = log.CurrentRevision;

        AppendResult[] results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => log.CreateAsync($"/registry/k{i}", LogFolder.Bytes("v"), 0, CancellationToken.None)));

        Assert.Equal(Enumerable.Range(1, 200).Select(i => before + i), results.Select(r => r.Revision).Order());
    }

    [Fact]
    public async Task The_table_has_the_documented_columns_and_rows()
    {
        using LogFolder folder = new();
        await using RevisionLog log = await folder.OpenAsync();
        AppendResult made = await log.CreateAsync("/registry/a", LogFolder.Bytes("1"), 0, CancellationToken.None);
        AppendResult changed = await log.UpdateAsync("/registry/a", LogFolder.Bytes("2"), made.Revision, 0, CancellationToken.None);
        await log.DeleteAsync("/registry/a", changed.Revision, CancellationToken.None);

        using SqliteConnection connection = new($"Data Source={folder.File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT created, deleted, create_revision, prev_revision, CAST(value AS TEXT), CAST(old_value AS TEXT) FROM kine WHERE name = '/registry/a' ORDER BY id";
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> rows = new();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, 6).Select(i => reader.IsDBNull(i) ? "" : reader.GetValue(i).ToString())));
        }

        Assert.Equal(["1|0|0|0|1|", $"0|0|{made.Revision}|{made.Revision}|2|1", $"0|1|{made.Revision}|{changed.Revision}|2|2"], rows);
    }

    [Theory]
    [AllStores]
    public async Task A_lease_deletes_its_key_when_it_runs_out_but_not_when_the_key_was_renewed(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        ManualTime time = new();
        await using RevisionLog log = await folder.OpenAsync(time);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await log.CreateAsync("/registry/events/short", LogFolder.Bytes("1"), 60, limit.Token);
        AppendResult renewed = await log.CreateAsync("/registry/events/renewed", LogFolder.Bytes("1"), 60, limit.Token);
        await log.UpdateAsync("/registry/events/renewed", LogFolder.Bytes("2"), renewed.Revision, 6000, limit.Token);
        using LogWatch watch = log.Watch("/registry/events/", log.CurrentRevision);

        time.Advance(TimeSpan.FromSeconds(61));
        LogEvent change = await FirstAsync(watch, limit.Token);

        Assert.Equal(LogEventType.Deleted, change.Type);
        Assert.Equal("/registry/events/short", change.Entry.Key);
        Assert.NotNull(await log.GetAsync("/registry/events/renewed", limit.Token));
    }

    [Fact]
    public async Task A_path_that_cannot_be_written_is_named()
    {
        RevisionLogOptions options = new() { Path = "/proc/nowhere/state.db" };

        StoreException fault = await Assert.ThrowsAsync<StoreException>(() =>
            Store.OpenAsync(options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, CancellationToken.None));

        Assert.Contains("/proc/nowhere/state.db", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        using LogFolder folder = new();
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File)!);
        await File.WriteAllTextAsync(folder.File, new string('x', 8192));

        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => folder.OpenAsync());

        Assert.Contains(folder.File, fault.Message, StringComparison.Ordinal);
    }

    internal static async Task<LogEvent> FirstAsync(LogWatch watch, CancellationToken cancellationToken)
    {
        await foreach (LogEvent change in watch.ReadAllAsync(cancellationToken))
        {
            return change;
        }

        throw new InvalidOperationException("the watch ended without an event");
    }
}
