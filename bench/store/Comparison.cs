using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Kuscia.Store.Bench;

/// <summary>The same load, one after the other, on our server and on etcd: writes at several widths, time to the watch event, start, memory.</summary>
internal static class Comparison
{
    private const int Rounds = 3;
    private static readonly string Value = new('x', 512);

    public static async Task RunAsync(string folder, double seconds, int objects, TextWriter output)
    {
        string ours = Path.Combine(folder, "ours"), theirs = Path.Combine(folder, "etcd");
        Directory.CreateDirectory(Path.Combine(ours, "tls"));

        // Keys and certificates are made once in the life of a node.
        (await Served.StartAsync(ours)).Server.Dispose();
        (Served server, double startOurs) = await Served.StartAsync(ours);
        (Peer peer, double startTheirs) = await Peer.StartAsync(theirs);
        using SocketsHttpHandler plain = new SocketsHttpHandler { UseProxy = false };
        using HttpMessageInvoker http = new HttpMessageInvoker(plain);
        output.WriteLine("| what | ours | etcd | ratio |");
        output.WriteLine("|---|---|---|---|");
        Line(output, "start, empty store (ms)", startOurs, startTheirs, inverse: true);
        Line(output, "resident memory, empty (MiB)", Mebi(server.ResidentBytes), Mebi(peer.ResidentBytes), inverse: true);
        foreach (int width in (int[])[1, 16, 64])
        {
            List<Load> a = new List<Load>();
            List<Load> b = new List<Load>();
            List<Load> c = new List<Load>();
            for (int round = 0; round < Rounds; round++)
            {
                string run = $"{width}-{round}";
                a.Add(await Load.RunAsync(server.Http, width, seconds, (w, i) => server.Create($"c-{run}-{w}-{i}", Value)));
                b.Add(await Load.RunAsync(http, width, seconds, (w, i) => peer.Put($"/registry/configmaps/default/c-{run}-{w}-{i}", Value)));
                c.Add(await Load.RunAsync(server.Http, width, seconds, (w, i) => server.Create($"t-{run}-{w}-{i}", Value, tracked: true)));
            }

            Line(output, $"creates per second, {width} connections", Median(a, l => l.PerSecond), Median(b, l => l.PerSecond));
            Line(output, "the same by a named writer (managedFields)", Median(c, l => l.PerSecond), Median(b, l => l.PerSecond));
            Line(output, $"p50 (ms), {width} connections", Median(a, l => l.At(0.5)), Median(b, l => l.At(0.5)), inverse: true);
            Line(output, $"p99 (ms), {width} connections", Median(a, l => l.At(0.99)), Median(b, l => l.At(0.99)), inverse: true);
        }

        double[] eventsOurs = await EventsAsync(server.Http, server.Watch(""), n => server.Create($"e-{n}", Value));
        double[] eventsTheirs = await EventsAsync(http, peer.Watch("/e/"), n => peer.Put($"/e/{n}", Value));
        Line(output, "write to watch event, p50 (ms)", At(eventsOurs, 0.5), At(eventsTheirs, 0.5), inverse: true);
        Line(output, "write to watch event, p99 (ms)", At(eventsOurs, 0.99), At(eventsTheirs, 0.99), inverse: true);
        Line(output, "resident memory after the load (MiB)", Mebi(server.ResidentBytes), Mebi(peer.ResidentBytes), inverse: true);
        if (objects > 0)
        {
            await FillAsync(server.Http, objects, (w, i) => server.Create($"f-{w}-{i}", Value));
            await FillAsync(http, objects, (w, i) => peer.Put($"/registry/f/{w}/{i}", Value));
            server.Dispose();
            peer.Dispose();
            (server, startOurs) = await Served.StartAsync(ours);
            (peer, startTheirs) = await Peer.StartAsync(theirs);
            Line(output, string.Create(CultureInfo.InvariantCulture, $"start with {objects} objects and more (ms)"), startOurs, startTheirs, inverse: true);
        }

        server.Dispose();
        peer.Dispose();
    }

    private static async Task FillAsync(HttpMessageInvoker http, int objects, Func<int, int, HttpRequestMessage> make) =>
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async w =>
        {
            for (int i = 0; i < objects / 32; i++)
            {
                using HttpRequestMessage request = make(w, i);
                using HttpResponseMessage answer = await http.SendAsync(request, CancellationToken.None);
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
            }
        }));

    private static async Task<double[]> EventsAsync(HttpMessageInvoker http, HttpRequestMessage watch, Func<int, HttpRequestMessage> make)
    {
        using HttpResponseMessage stream = await http.SendAsync(watch, CancellationToken.None);
        using StreamReader reader = new StreamReader(await stream.Content.ReadAsStreamAsync(), Encoding.UTF8);
        List<double> times = new List<double>();
        for (int n = 0; n < 1000; n++)
        {
            // The names stand in the events: plain here, in base64 there.
            string plain = $"\"e-{n}\"", coded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"/e/{n}"));
            using HttpRequestMessage request = make(n);
            long begun = Stopwatch.GetTimestamp();
            Task<HttpResponseMessage> write = http.SendAsync(request, CancellationToken.None);
            while (await reader.ReadLineAsync() is string line && !line.Contains(plain, StringComparison.Ordinal) && !line.Contains(coded, StringComparison.Ordinal))
            {
            }

            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            using HttpResponseMessage answer = await write;
            await answer.Content.ReadAsByteArrayAsync();
        }

        watch.Dispose();
        return [.. times.Order()];
    }

    private static void Line(TextWriter output, string what, double ours, double theirs, bool inverse = false)
    {
        string better = inverse ? "less is better" : "more is better";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {ours:0.##} | {theirs:0.##} | {ours / theirs:0.00} ({better}) |"));
        output.Flush();
    }

    private static double Median(List<Load> loads, Func<Load, double> of) => loads.Select(of).Order().ElementAt(loads.Count / 2);

    private static double At(double[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)];

    private static double Mebi(long bytes) => bytes / 1048576.0;
}
