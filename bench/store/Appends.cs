using System.Diagnostics;
using System.Globalization;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Storage.Log;

namespace Kuscia.Store.Bench;

/// <summary>Writes per second with several writers.</summary>
internal static class Appends
{
    private static readonly byte[] Value = new byte[1024];

    public static Task<string> LogAsync(RevisionLog log, int writers, double seconds) => RunAsync(
        "append of 1 KiB to the log, durable", writers, seconds, (writer, i) => log.CreateAsync($"/registry/bench/{writer}/{i}", Value, 0, CancellationToken.None));

    public static Task<string> CreateAsync(IResourceClient client, string name, int writers, double seconds)
    {
        string run = Guid.NewGuid().ToString("N")[..8];
        string text = new('x', 800);
        return RunAsync(name, writers, seconds, (writer, i) => client.CreateAsync(
            Kinds.ConfigMap,
            new ConfigMap
            {
                Metadata = new ObjectMeta { Name = $"b-{run}-{writer}-{i}", Namespace = "default" },
                Data = new Dictionary<string, string> { ["k"] = text },
            },
            CancellationToken.None));
    }

    private static async Task<string> RunAsync(string name, int writers, double seconds, Func<int, int, Task> write)
    {
        await Task.WhenAll(Enumerable.Range(0, writers).Select(w => write(w, -1)));
        Stopwatch clock = Stopwatch.StartNew();
        List<double>[] times = await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(() => WriterAsync(w, seconds, write))));
        double elapsed = clock.Elapsed.TotalSeconds;
        double[] all = [.. times.SelectMany(t => t).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {writers} | {all.Length / elapsed:f0} | {all[all.Length / 2]:f2} | {all[all.Length * 99 / 100]:f2} |");
    }

    private static async Task<List<double>> WriterAsync(int writer, double seconds, Func<int, int, Task> write)
    {
        List<double> times = new List<double>();
        Stopwatch clock = Stopwatch.StartNew();
        for (int i = 0; clock.Elapsed.TotalSeconds < seconds; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await write(writer, i);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return times;
    }
}
