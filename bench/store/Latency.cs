using System.Diagnostics;
using System.Globalization;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Store.Bench;

/// <summary>Time from the start of a write to its event at a watcher of the same client.</summary>
internal static class Latency
{
    public static async Task<string> MeasureAsync(IResourceClient client, string name, int rounds)
    {
        using CancellationTokenSource stop = new CancellationTokenSource();
        string run = Guid.NewGuid().ToString("N")[..8];
        string version = (await client.ListAsync(Kinds.ConfigMap, "kube-public", ListOptions.All, stop.Token)).ResourceVersion;
        List<double> times = new List<double>();
        await using IAsyncEnumerator<WatchEvent<ConfigMap>> events = client
            .WatchAsync(Kinds.ConfigMap, "kube-public", new ListOptions { ResourceVersion = version }, stop.Token).GetAsyncEnumerator(stop.Token);
        for (int i = 0; i < rounds; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            Task write = client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Name = $"l-{run}-{i}", Namespace = "kube-public" } }, stop.Token);
            if (!await events.MoveNextAsync())
            {
                throw new InvalidOperationException("the watch ended");
            }

            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            await write;
        }

        await stop.CancelAsync();
        double[] all = [.. times.Order()];
        return string.Create(CultureInfo.InvariantCulture,
            $"| write to watch event, {name} | 1 | {1000 / all.Average():f0} | {all[all.Length / 2]:f2} | {all[all.Length * 99 / 100]:f2} |");
    }
}
