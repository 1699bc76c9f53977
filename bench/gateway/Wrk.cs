using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kuscia.Gateway.Bench;

/// <summary>One run of wrk against a proxy, with the CPU time that the proxy took.</summary>
internal sealed partial record Wrk(double RequestsPerSecond, double GibibytesPerSecond, double P50, double P99, double CpuMicroseconds, int Faults)
{
    public static async Task<Wrk> RunAsync(int connections, int seconds, string url, IReadOnlyList<string> headers, int proxy)
    {
        double before = CpuSeconds(proxy);
        using Process process = Process.Start(new ProcessStartInfo(
            "taskset", ["-c", "1", "wrk", "-t1", $"-c{connections}", $"-d{seconds}s", "--latency", .. headers.SelectMany(h => new[] { "-H", h }), url])
        { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("wrk does not start");
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        double used = CpuSeconds(proxy) - before;
        Match total = Total().Match(text);
        double requests = Number(total.Groups[1].Value);
        int faults = (Bad().Match(text) is { Success: true } bad ? int.Parse(bad.Groups[1].Value, CultureInfo.InvariantCulture) : 0) + (text.Contains("Socket errors", StringComparison.Ordinal) ? 1 : 0);
        return new Wrk(
            Number(Rate().Match(text).Groups[1].Value), Bytes(Transfer().Match(text)) / (1 << 30),
            Milliseconds(Half().Match(text)), Milliseconds(Most().Match(text)), used * 1e6 / Math.Max(1, requests), faults);
    }

    /// <summary>User and system time of a process, all threads.</summary>
    public static double CpuSeconds(int id)
    {
        string[] fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / 100;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double Bytes(Match match) => Number(match.Groups[1].Value) * match.Groups[2].Value switch
    {
        "KB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        _ => 1,
    };

    private static double Milliseconds(Match match) => Number(match.Groups[1].Value) * match.Groups[2].Value switch
    {
        "us" => 0.001,
        "s" => 1000,
        _ => 1,
    };

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"Transfer/sec:\s+([\d.]+)(\w+)")]
    private static partial Regex Transfer();

    [GeneratedRegex(@"50%\s+([\d.]+)(\w+)")]
    private static partial Regex Half();

    [GeneratedRegex(@"99%\s+([\d.]+)(\w+)")]
    private static partial Regex Most();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Total();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Bad();
}
