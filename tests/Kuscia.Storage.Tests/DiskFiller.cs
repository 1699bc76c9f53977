using Kuscia.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Storage.Tests;

/// <summary>The process that <see cref="FullDiskTests"/> runs on a small disk: fills it, makes room, goes on, and says each step that went well.</summary>
internal static class DiskFiller
{
    private const int ValueSize = 20_000;

    public static async Task<int> RunAsync(string folder)
    {
        string ballast = Path.Combine(folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[3 << 20]);
        RevisionLogOptions options = new() { Path = Path.Combine(folder, "db", "state.db") };
        await using RevisionLog log = await Store.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        int written = await FillAsync(log);
        Say(log.Fault is not null && written > 0, "filled");
        Say(await FillAsync(log) < 5 && log.Fault is not null, "refused again");
        Say((await log.ListAsync(new LogQuery("/registry/fill/"), CancellationToken.None)).Entries.Count >= written, "reads work");
        File.Delete(ballast);
        while (log.Fault is not null)
        {
            await Task.Delay(50);
        }

        Say(true, "space is back");
        Say((await log.CreateAsync("/registry/fill/last", new byte[ValueSize], 0, CancellationToken.None)).Succeeded, "written");
        Say((await log.ListAsync(new LogQuery("/registry/fill/"), CancellationToken.None)).Entries.Count > written, "all acknowledged writes are there");
        return 0;
    }

    private static async Task<int> FillAsync(RevisionLog log)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                await log.CreateAsync($"/registry/fill/{Guid.NewGuid()}", new byte[ValueSize], 0, CancellationToken.None);
            }
            catch (StoreException)
            {
                return i;
            }
        }
    }

    private static void Say(bool isSo, string what) => Console.Out.Write(isSo ? $"{what}\n" : $"not so: {what}\n");
}
