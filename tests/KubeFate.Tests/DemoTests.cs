using System.Text.Json.Nodes;
using KubeFate.Cli;

namespace KubeFate.Tests;

/// <summary><c>kubefate demo</c>: from nothing to a deleted cluster, without Kubernetes.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kubefate-no-config-");

    [Fact]
    public async Task It_installs_updates_and_deletes_the_shipped_chart_and_tells_so_as_JSON()
    {
        using StringWriter output = new(), error = new();

        int exit = await CommandLine.RunAsync(["demo", "--json"], new Terminal(output, error, _folder.FullName, static _ => null, TimeProvider.System), CancellationToken.None);

        JsonNode told = JsonNode.Parse(output.ToString())!;
        Assert.Equal("", error.ToString());
        Assert.Equal(0, exit);
        Assert.Equal("true", told["ok"]!.ToString());
        Assert.Equal("Running", told["cluster"]!.ToString());
        Assert.Equal("""["Success","Success","Success"]""", told["jobs"]!.ToJsonString());
        Assert.Contains("kubefate cluster install -f cluster.yaml --wait", told["steps"]!.AsArray().Select(step => step!["step"]!.ToString()));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
