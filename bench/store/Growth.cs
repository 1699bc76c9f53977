using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kuscia.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Store.Bench;

/// <summary>What a request costs as the number of objects of its kind grows: a server that is started anew on stores of several sizes.</summary>
internal static class Growth
{
    private const int Page = 500;
    private const int Repeats = 30;
    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000];
    private static readonly string Filler = new('x', 800);

    public static async Task RunAsync(string folder, int most, TextWriter output)
    {
        output.WriteLine("| objects | ready ms | resident MiB | create ms | get ms | page of 10 ms | first page of 500 ms | page of 500 in the middle ms | list of all MB/s | watch begins ms |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        Directory.CreateDirectory(folder);
        int filled = 0;
        foreach (int size in Sizes.Where(s => s <= most))
        {
            await FillAsync(Path.Combine(folder, "state.db"), filled, size);
            filled = size;
            (Served server, double ready) = await Served.StartAsync(folder);
            using (server)
            {
                output.WriteLine(await RowAsync(server, size, ready));
            }
        }
    }

    private static async Task<string> RowAsync(Served server, int size, double ready)
    {
        string all = $"https://127.0.0.1:{server.Port}/api/v1/namespaces/default/configmaps";
        double get = await MedianAsync(server, i => Get($"{all}/{Name((int)((long)i * 7919 % size))}"));
        double small = await MedianAsync(server, _ => Get($"{all}?limit=10"));
        double first = await MedianAsync(server, _ => Get($"{all}?limit={Page}"));
        string token = await MiddleAsync(server, all, size);
        double middle = await MedianAsync(server, _ => Get($"{all}?limit={Page}&continue={token}"));
        double create = await MedianAsync(server, i => server.Create($"z-{size}-{i}", Filler));
        double watch = await WatchAsync(server, all);
        Stopwatch clock = Stopwatch.StartNew();
        long bytes = await DrainAsync(server, Get(all));
        double rate = bytes / 1e6 / clock.Elapsed.TotalSeconds;
        long resident = server.ResidentBytes >> 20;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {size:N0} | {ready:f0} | {resident} | {create:f2} | {get:f2} | {small:f2} | {first:f2} | {middle:f2} | {rate:f0} | {watch:f2} |");
    }

    // Straight into the log: what is measured comes after it.
    private static async Task FillAsync(string path, int from, int to)
    {
        await using RevisionLog log = await Storage.Store.OpenAsync(new RevisionLogOptions { Path = path, Durable = false }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        foreach (int[] some in Enumerable.Range(from, to - from).Chunk(2000))
        {
            await Task.WhenAll(some.Select(i => log.CreateAsync($"/registry/configmaps/default/{Name(i)}", Object(i), 0, CancellationToken.None)));
        }
    }

    private static byte[] Object(int number) => Encoding.UTF8.GetBytes(
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{Name(number)}}}","namespace":"default","uid":"{{{Guid.NewGuid()}}}","creationTimestamp":"2026-01-01T00:00:00Z"},"data":{"v":"{{{Filler}}}"}}""");

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"m{number:D7}");

    private static HttpRequestMessage Get(string address) => new(HttpMethod.Get, address);

    private static async Task<double> MedianAsync(Served server, Func<int, HttpRequestMessage> make)
    {
        await DrainAsync(server, make(Repeats));
        double[] times = new double[Repeats];
        for (int i = 0; i < Repeats; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await DrainAsync(server, make(i));
            times[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        return times.Order().ElementAt(Repeats / 2);
    }

    private static async Task<long> DrainAsync(Served server, HttpRequestMessage request)
    {
        using (request)
        {
            using HttpResponseMessage answer = await server.Http.SendAsync(request, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            await using Stream body = await answer.Content.ReadAsStreamAsync();
            byte[] buffer = new byte[1 << 20];
            long bytes = 0;
            while (await body.ReadAsync(buffer) is var read and > 0)
            {
                bytes += read;
            }

            return bytes;
        }
    }

    // The token of a page is told by the server alone: its form is not ours to know. One large page leads to the middle.
    private static async Task<string> MiddleAsync(Served server, string all, int size)
    {
        using HttpRequestMessage request = Get($"{all}?limit={size / 2}");
        request.Headers.Add("Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
        using HttpResponseMessage answer = await server.Http.SendAsync(request, CancellationToken.None);
        answer.EnsureSuccessStatusCode();
        using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return Uri.EscapeDataString(document.RootElement.GetProperty("metadata").GetProperty("continue").GetString() ?? "");
    }

    private static async Task<double> WatchAsync(Served server, string all)
    {
        using HttpRequestMessage newest = Get($"{all}?limit=1");
        using HttpResponseMessage answer = await server.Http.SendAsync(newest, CancellationToken.None);
        using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        string version = document.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString() ?? "";
        long begun = Stopwatch.GetTimestamp();
        using HttpRequestMessage watch = server.Watch(version);
        using HttpResponseMessage stream = await server.Http.SendAsync(watch, CancellationToken.None);
        stream.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }
}
