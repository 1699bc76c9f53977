using System.Diagnostics;

namespace Kuscia.Store.Bench;

/// <summary>One measured load of requests.</summary>
internal sealed class Load(double perSecond, double[] sorted)
{
    public double PerSecond { get; } = perSecond;

    public double At(double share) => sorted[(int)((sorted.Length - 1) * share)];

    /// <summary>Sends requests from several connections for a while; every answer must be a success.</summary>
    public static async Task<Load> RunAsync(HttpMessageInvoker http, int width, double seconds, Func<int, int, HttpRequestMessage> make)
    {
        await Task.WhenAll(Enumerable.Range(0, width).Select(w => OneAsync(http, make(w, -1))));
        Stopwatch clock = Stopwatch.StartNew();
        List<double>[] times = await Task.WhenAll(Enumerable.Range(0, width).Select(w => Task.Run(async () =>
        {
            List<double> own = new List<double>();
            for (int i = 0; clock.Elapsed.TotalSeconds < seconds; i++)
            {
                long begun = Stopwatch.GetTimestamp();
                await OneAsync(http, make(w, i));
                own.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            return own;
        })));
        double[] all = [.. times.SelectMany(t => t).Order()];
        return new Load(all.Length / clock.Elapsed.TotalSeconds, all);
    }

    private static async Task OneAsync(HttpMessageInvoker http, HttpRequestMessage request)
    {
        using (request)
        {
            using HttpResponseMessage answer = await http.SendAsync(request, CancellationToken.None);
            byte[] body = await answer.Content.ReadAsByteArrayAsync();
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{request.RequestUri} answered {(int)answer.StatusCode}: {System.Text.Encoding.UTF8.GetString(body)}");
            }
        }
    }
}
