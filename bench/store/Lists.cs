using System.Diagnostics;
using System.Globalization;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Store.Bench;

/// <summary>Lists of 500 objects over HTTPS, as bytes.</summary>
internal static class Lists
{
    public static async Task<string> MeasureAsync(IResourceClient client, HttpMessageInvoker http, int port, double seconds)
    {
        for (int i = 0; i < 500; i++)
        {
            ConfigMap map = new ConfigMap { Metadata = new ObjectMeta { Name = $"m{i}", Namespace = "kube-system" }, Data = new Dictionary<string, string> { ["k"] = new('x', 500) } };
            await client.CreateAsync(Kinds.ConfigMap, map, CancellationToken.None);
        }

        List<double> times = new List<double>();
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            long begun = Stopwatch.GetTimestamp();
            using HttpRequestMessage request = new HttpRequestMessage(HttpMethod.Get, $"https://127.0.0.1:{port}/api/v1/namespaces/kube-system/configmaps");
            using HttpResponseMessage answer = await http.SendAsync(request, CancellationToken.None);
            await answer.Content.ReadAsByteArrayAsync();
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        double[] all = [.. times.Order()];
        return string.Create(CultureInfo.InvariantCulture,
            $"| list of 500 objects over HTTPS | 1 | {all.Length / clock.Elapsed.TotalSeconds:f0} | {all[all.Length / 2]:f2} | {all[all.Length * 99 / 100]:f2} |");
    }
}
