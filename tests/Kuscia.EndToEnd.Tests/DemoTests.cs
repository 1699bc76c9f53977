using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Kuscia.EndToEnd.Tests;

/// <summary>The command of the README.</summary>
public class DemoTests
{
    [Fact]
    public async Task Demo_ends_with_the_right_intersection_and_leaves_nothing_behind()
    {
        (int code, string output, string error) = await KusciaProgram.RunAsync(KusciaProgram.Start(KusciaProgram.Path, "demo", "--json", "--rows", "1000"), TimeSpan.FromSeconds(240));

        Assert.True(code == 0, output + error);
        JsonNode report = JsonNode.Parse(output) ?? throw new InvalidOperationException("no report");
        Assert.Equal(900, report["intersection"]!.GetValue<int>());
        Assert.True(report["steps"]!.AsArray().Count >= 8);
        Assert.All(report["peakMemoryKiB"]!.AsObject(), m => Assert.True(m.Value!.GetValue<long>() > 0, m.Key));
    }

    [Theory]
    [InlineData("cxc", 4)]
    [InlineData("cxp", 3)]
    public async Task Demo_of_masters_and_lites_ends_with_the_right_intersection(string mode, int nodes)
    {
        (int code, string output, string error) = await KusciaProgram.RunAsync(KusciaProgram.Start(KusciaProgram.Path, "demo", "--json", "--rows", "100", "--mode", mode), TimeSpan.FromSeconds(240));

        Assert.True(code == 0, output + error);
        JsonNode report = JsonNode.Parse(output) ?? throw new InvalidOperationException("no report");
        Assert.Equal(90, report["intersection"]!.GetValue<int>());
        Assert.Equal(nodes + 2, report["peakMemoryKiB"]!.AsObject().Count);
    }

    [Fact]
    public async Task Demo_needs_nothing_of_its_environment()
    {
        ProcessStartInfo start = KusciaProgram.Start(KusciaProgram.Path, "demo", "--rows", "100");
        string? runtime = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        start.Environment.Clear();
        // Only a program that was not published looks for its runtime.
        start.Environment["DOTNET_ROOT"] = runtime;

        (int code, string output, string error) = await KusciaProgram.RunAsync(start, TimeSpan.FromSeconds(240));

        Assert.True(code == 0, output + error);
        Assert.Contains("The intersection has 90 rows on both sides", output, StringComparison.Ordinal);
    }
}
