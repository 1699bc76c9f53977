using System.Diagnostics;
using System.Globalization;
using Kuscia.Storage.Log;

namespace Kuscia.Store.Bench;

/// <summary>The longest that a writer waits while history is compacted and the write-ahead log is moved.</summary>
internal static class Stalls
{
    private static readonly byte[] Value = new byte[1024];

    public static async Task<string> MeasureAsync(RevisionLog log, double seconds)
    {
        using CancellationTokenSource stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        Task compactor = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500));
                await log.CompactAsync(log.CurrentRevision - 1000, CancellationToken.None);
            }
        });
        List<double>[] times = await Task.WhenAll(Enumerable.Range(0, 16).Select(w => Task.Run(() => WriterAsync(log, w, stop.Token))));
        await compactor;
        double[] all = [.. times.SelectMany(t => t).Order()];
        return string.Create(CultureInfo.InvariantCulture,
            $"Updates by 16 writers with compaction each half second for {seconds:f0} s: {all.Length / seconds:f0} per second, p99 {all[all.Length * 99 / 100]:f1} ms, p99.9 {all[all.Length * 999 / 1000]:f1} ms, worst {all[^1]:f1} ms.");
    }

    private static async Task<List<double>> WriterAsync(RevisionLog log, int writer, CancellationToken stop)
    {
        List<double> times = new List<double>();
        string key = $"/registry/stall/{writer}";
        AppendResult last = await log.CreateAsync(key, Value, 0, CancellationToken.None);
        while (!stop.IsCancellationRequested)
        {
            long begun = Stopwatch.GetTimestamp();
            last = await log.UpdateAsync(key, Value, last.Revision, 0, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return times;
    }
}
