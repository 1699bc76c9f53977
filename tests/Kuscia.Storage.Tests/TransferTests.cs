using System.Globalization;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>Copies of stores, between databases of all kinds and while others write.</summary>
public sealed class TransferTests
{
    private const int Keys = 450;

    [Theory]
    [AllStores]
    public async Task A_copy_holds_the_same_objects_at_the_same_revisions_and_goes_on_behind_both(string store)
    {
        using LogFolder source = new();
        using LogFolder target = await LogFolder.NewAsync(store);
        using LogFolder back = new();
        LogPage before = await FillAsync(source.Options);

        StoreTransferResult there = await StoreTransfer.CopyAsync(source.Options, target.Options, new StoreTransferOptions(), CancellationToken.None);
        StoreTransferResult again = await StoreTransfer.CopyAsync(target.Options, back.Options, new StoreTransferOptions { Skip = 100 }, CancellationToken.None);
        StoreStatus status = await StoreTransfer.StatusAsync(target.Options, CancellationToken.None);
        await using RevisionLog log = await target.OpenAsync();
        LogPage after = await log.ListAsync(new LogQuery("/registry/t/"), CancellationToken.None);
        AppendResult next = await log.CreateAsync("/registry/t/new", LogFolder.Bytes("{}"), 0, CancellationToken.None);

        Assert.Equal(Lines(before), Lines(after));
        Assert.Equal((there.Objects, there.Checksum), (again.Objects, again.Checksum));
        Assert.Equal(again.Revision, there.Revision + 102);
        Assert.Equal((there.Revision, there.Objects + 1), (status.Revision, status.Objects));
        Assert.True(next.Succeeded && next.Revision > there.Revision, $"{next.Revision} after {there.Revision}");
        Assert.Throws<CompactedException>(() => log.Watch("/registry/", there.Source));
    }

    [Theory]
    [AllStores]
    public async Task A_store_that_is_not_empty_is_replaced_only_on_demand(string store)
    {
        using LogFolder source = new();
        using LogFolder target = await LogFolder.NewAsync(store);
        LogPage before = await FillAsync(source.Options);
        await using (RevisionLog log = await target.OpenAsync(durable: true))
        {
            await log.CreateAsync("/registry/old", LogFolder.Bytes("{}"), 0, CancellationToken.None);
        }

        StoreException refused = await Assert.ThrowsAsync<StoreException>(
            () => StoreTransfer.CopyAsync(source.Options, target.Options, new StoreTransferOptions(), CancellationToken.None));
        StoreTransferResult done = await StoreTransfer.CopyAsync(source.Options, target.Options, new StoreTransferOptions { Overwrite = true }, CancellationToken.None);
        await using RevisionLog opened = await target.OpenAsync(durable: true);

        Assert.Contains("holds 1 objects already", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, done.Replaced);
        Assert.Null(await opened.GetAsync("/registry/old", CancellationToken.None));
        Assert.Equal(Lines(before), Lines(await opened.ListAsync(new LogQuery("/registry/t/"), CancellationToken.None)));
    }

    [Theory]
    [AllStores]
    public async Task A_copy_taken_while_others_write_is_the_state_at_one_revision(string store)
    {
        using LogFolder source = await LogFolder.NewAsync(store);
        using LogFolder target = new();
        await FillAsync(source.Options);
        await using RevisionLog log = await source.OpenAsync();
        using CancellationTokenSource stop = new();
        Task writing = WriteAsync(log, stop.Token);

        StoreTransferResult copied = await StoreTransfer.CopyAsync(source.Options, target.Options, new StoreTransferOptions(), CancellationToken.None);
        LogPage then = await log.ListAsync(new LogQuery("/registry/t/") { Revision = copied.Source }, CancellationToken.None);
        await stop.CancelAsync();
        await writing;
        await using RevisionLog opened = await target.OpenAsync();

        Assert.Equal(Lines(then), Lines(await opened.ListAsync(new LogQuery("/registry/t/"), CancellationToken.None)));
    }

    private static IEnumerable<string> Lines(LogPage page) =>
        page.Entries.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Key} {e.ModRevision} {e.CreateRevision} {e.LeaseSeconds} {LogFolder.Text(e.Value)}"));

    private static async Task<LogPage> FillAsync(RevisionLogOptions options)
    {
        await using RevisionLog log = await LogFolder.OpenAsync(options);
        AppendResult[] made = await Task.WhenAll(Enumerable.Range(0, Keys).Select(i => log.CreateAsync(Key(i), LogFolder.Bytes($$"""{"n":{{i}}}"""), i % 50 == 0 ? 3600 : 0, CancellationToken.None)));
        await Task.WhenAll(Enumerable.Range(0, Keys / 3).Select(i => log.UpdateAsync(Key(i), LogFolder.Bytes("""{"n":-1}"""), made[i].Revision, 0, CancellationToken.None)));
        await Task.WhenAll(Enumerable.Range(Keys / 3, 20).Select(i => log.DeleteAsync(Key(i), made[i].Revision, CancellationToken.None)));
        return await log.ListAsync(new LogQuery("/registry/t/"), CancellationToken.None);
    }

    private static async Task WriteAsync(RevisionLog log, CancellationToken cancellationToken)
    {
        for (int i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            await log.CreateAsync($"/registry/t/w{i}", LogFolder.Bytes("{}"), 0, CancellationToken.None);
        }
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"/registry/t/{number:d4}");
}
