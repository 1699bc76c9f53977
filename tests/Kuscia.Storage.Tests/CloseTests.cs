using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>A log that is closed while it is used.</summary>
public sealed class CloseTests
{
    private const int Readers = 24;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Theory]
    [AllStores]
    public async Task Readers_that_wait_for_their_turn_are_told_when_the_log_is_closed(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        RevisionLog log = await folder.OpenAsync();
        for (int i = 0; i < 200; i++)
        {
            await log.CreateAsync($"/registry/{i}", LogFolder.Bytes(new string('v', 10_000)), 0, CancellationToken.None);
        }

        using CountdownEvent reading = new(Readers);
        Task<Exception>[] readers = [.. Enumerable.Range(0, Readers).Select(_ =>
            Task.Factory.StartNew(() => ReadUntilItFails(log, reading), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        bool all = reading.Wait(Deadline);
        await log.DisposeAsync();

        Exception[] ends = await Task.WhenAll(readers).WaitAsync(Deadline);
        Assert.True(all);
        Assert.All(ends, e => Assert.IsType<ObjectDisposedException>(e));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.GetAsync("/registry/1", CancellationToken.None).WaitAsync(Deadline));
    }

    // Each on a thread of its own: readers of one thread follow each other and never wait.
    private static Exception ReadUntilItFails(RevisionLog log, CountdownEvent reading)
    {
        bool counted = false;
        while (true)
        {
            try
            {
                log.ListAsync(new LogQuery("/registry/"), CancellationToken.None).GetAwaiter().GetResult();
            }
            catch (Exception end)
            {
                return end;
            }

            if (!counted)
            {
                counted = true;
                reading.Signal();
            }
        }
    }
}
