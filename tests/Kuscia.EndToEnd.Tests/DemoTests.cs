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
}
