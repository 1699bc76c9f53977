using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

public sealed class FullDiskTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [SmallDiskFact]
    public async Task A_full_disk_refuses_writes_and_when_there_is_space_again_they_go_on_without_a_restart()
    {
        using LogFolder folder = new();

        (int code, string output) = await SmallDisk.RunAsync(folder.Root, "fill-disk", folder.Root);

        Assert.True(code == 0, output);
        Assert.Equal(["filled", "refused again", "reads work", "space is back", "written", "all acknowledged writes are there"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_full_store_refuses_writes_and_takes_them_again_after_a_compaction()
    {
        using LogFolder folder = new();
        using CancellationTokenSource limit = new(Deadline);
        await using RevisionLog log = await LogFolder.OpenAsync(folder.Options with { MaxBytes = 1 << 20, RetainedRevisions = 1, CompactionBatch = 500 });
        AppendResult made = await log.CreateAsync("/registry/a", new byte[20_000], 0, limit.Token);

        StoreException full = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            while (true)
            {
                made = await log.UpdateAsync("/registry/a", new byte[20_000], made.Revision, 0, limit.Token);
            }
        });
        string? fault = log.Fault?.Message;
        await log.CompactAsync(log.CurrentRevision, limit.Token);
        AppendResult again = await log.UpdateAsync("/registry/a", new byte[20_000], made.Revision, 0, limit.Token);

        Assert.Contains("is full", full.Message, StringComparison.Ordinal);
        Assert.Contains("is full", fault, StringComparison.Ordinal);
        Assert.True(again.Succeeded);
        Assert.Null(log.Fault);
    }
}
