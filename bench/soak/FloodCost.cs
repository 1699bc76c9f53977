using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Adversary;
using Kuscia.Testing.Nodes;

namespace Kuscia.Soak.Bench;

/// <summary>What each part of the flood takes of the victim when it is sent alone: processor time as a share of one core.</summary>
internal static class FloodCost
{
    public static async Task<SoakReport> RunAsync(SoakOptions options)
    {
        SoakReport report = new();
        TimeSpan length = options.Length / (Flood.Parts.Count + 1);
        TimeSpan settle = length / 4;
        report.Tell("nothing", await PartAsync([], settle, length - settle));
        foreach (string part in Flood.Parts)
        {
            report.Tell(part, await PartAsync([part], settle, length - settle));
        }

        return report;
    }

    private static async Task<string> PartAsync(IReadOnlyCollection<string> parts, TimeSpan settle, TimeSpan length)
    {
        TwoNodes nodes = new();
        using PartnerKey key = PartnerKey.Create("mallory");
        HostileHost? host = null;
        try
        {
            await nodes.InitializeAsync();
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Path.Combine(nodes.Alice.Certs, "domain.crt")));
            host = await HostileHost.StartAsync(key, certificate);
            await using Flood flood = await Flood.StartAsync(nodes.Alice, key, host, certificate, parts);
            await Task.Delay(settle, TimeProvider.System);
            TimeSpan before = nodes.Alice.ProcessorTime();
            await Task.Delay(length, TimeProvider.System);
            double share = (nodes.Alice.ProcessorTime() - before) / length;
            string answers = string.Join("; ", flood.Figures().Select(f => f.Figure));
            return $"{(100 * share).ToString("0.0", CultureInfo.InvariantCulture)} % of one core; {answers}";
        }
        finally
        {
            await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
            await nodes.DisposeAsync();
        }
    }
}
