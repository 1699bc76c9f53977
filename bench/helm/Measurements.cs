using System.Diagnostics;
using System.Globalization;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Values;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Bench;

/// <summary>Renders generated charts warm, cold and in growing sizes, and prints the numbers beside the wanted bounds.</summary>
internal static class Measurements
{
    private const int Templates = 100;

    public static async Task<int> RunAsync(TextWriter output)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("helm-bench-");
        try
        {
            string big = Path.Combine(folder.FullName, "big");
            GeneratedChart.Write(big, Templates);
            output.WriteLine($"templates {Templates}, actions {Directory.GetFiles(Path.Combine(big, "templates"), "unit*").Sum(CountActions)}");
            Spread load = Measure(40, () => new ChartLoader().Load(big));
            Spread all = Measure(60, () => Render(big));
            output.WriteLine(Row("warm: load folder", load));
            output.WriteLine(Row("warm: load and render to manifests (wanted < 50)", all));
            output.WriteLine(Row("cold: process start to printed manifests (wanted < 300)", await ColdAsync(big, 15)));
            WriteUmbrellas(output, folder.FullName);
            WriteReading(output, "values file", GeneratedYaml.Values(1_500));
            WriteReading(output, "manifest", GeneratedYaml.Manifest(4_000));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void WriteUmbrellas(TextWriter output, string folder)
    {
        Dictionary<int, Spread> times = new Dictionary<int, Spread>();
        foreach (int count in new[] { 50, 100, 200 })
        {
            string umbrella = Path.Combine(folder, $"umbrella-{count}");
            GeneratedChart.WriteUmbrella(umbrella, count);
            times[count] = Measure(15, () => Render(umbrella));
            output.WriteLine(Row($"umbrella of {count} subcharts, load and render{(count == 100 ? " (wanted < 1000)" : "")}", times[count]));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time(200)/time(100) of the best runs = {times[200].Best / times[100].Best:F2} (linear is 2)"));
    }

    private static void WriteReading(TextWriter output, string what, string text)
    {
        Spread time = Measure(30, () => HelmYaml.Parse(text));
        output.WriteLine(Row($"read a {what} of {text.Length / 1024} KiB", time));
    }

    private static void Render(string path)
    {
        Chart chart = new ChartLoader().Load(path);
        RenderedChart rendered = new ChartRenderer(static _ => { }).Render(
            chart, [], new ReleaseScope("bench", "default", 1, false), Capabilities.Default, RenderSettings.Default, CancellationToken.None);
        if (rendered.Manifests.Count == 0)
        {
            throw new InvalidOperationException("nothing was rendered");
        }
    }

    private static Spread Measure(int rounds, Action action)
    {
        for (int i = 0; i < Math.Max(3, rounds / 2); i++)
        {
            action();
        }

        double[] times = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return Spread.Of(times);
    }

    private static async Task<Spread> ColdAsync(string chart, int rounds)
    {
        double[] times = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            ProcessStartInfo start = new ProcessStartInfo(Environment.ProcessPath!, ["helm", "template", chart]) { RedirectStandardOutput = true };
            long began = Stopwatch.GetTimestamp();
            using Process process = Process.Start(start)!;
            string text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (process.ExitCode != 0 || !text.Contains("kind: Deployment", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"the cold run failed with exit code {process.ExitCode}");
            }
        }

        return Spread.Of(times);
    }

    private static int CountActions(string file) => File.ReadAllText(file).Split("{{").Length - 1;

    private static string Row(string what, Spread time) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}: best {time.Best:F1} ms, median {time.Median:F1} ms");

    private sealed record Spread(double Best, double Median)
    {
        public static Spread Of(double[] times)
        {
            Array.Sort(times);
            return new Spread(times[0], times[times.Length / 2]);
        }
    }
}
