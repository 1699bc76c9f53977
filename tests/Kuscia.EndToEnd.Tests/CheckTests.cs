using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Kuscia.EndToEnd.Tests;

/// <summary>What <c>kuscia check</c> says of a node that has not started.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-e2e-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Node_that_can_start_is_told_so_and_nothing_is_changed()
    {
        NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);

        (int code, string output, string error) = await CheckAsync(node);

        Assert.True(code == 0, output + error);
        Assert.All(["memory", "disk", "clock", "files", "ports", "root", "store"], check => Assert.Matches($"(?m)^(OK|WARNING) +{check} ", output));
        Assert.Contains("there is none yet; the first start makes it", output, StringComparison.Ordinal);
        Assert.Equal(["etc"], Directory.GetFileSystemEntries(node.Root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Port_that_another_program_has_is_named_with_the_command_that_shows_it_in_both_languages()
    {
        NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        using Socket other = new(SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, node.Ports[0]));
        other.Listen();

        (int code, string output, _) = await CheckAsync(node);
        (int chineseCode, string chinese, _) = await CheckAsync(node, "--lang", "zh");

        Assert.Equal((1, 1), (code, chineseCode));
        Assert.Matches($"(?m)^FAILED +ports +ports.external {node.Ports[0]}", output);
        Assert.Contains($"ss -ltnp 'sport = :{node.Ports[0]}'", output, StringComparison.Ordinal);
        Assert.StartsWith("The node cannot work as it is:", output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.StartsWith("节点目前无法工作：", chinese.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Master_that_is_not_there_is_told_before_the_lite_starts()
    {
        NodeProcess node = await NodeProcess.CreateAsync("alice", _folder, "lite", token: "abc", master: "https://127.0.0.1:1");

        (int code, string output, string error) = await CheckAsync(node, "--json");

        JsonNode report = JsonNode.Parse(output) ?? throw new InvalidOperationException(error);
        Assert.Equal(1, code);
        Assert.False(report["ok"]!.GetValue<bool>());
        JsonNode master = Assert.Single(report["checks"]!.AsArray(), c => c!["check"]!.GetValue<string>() == "master")!;
        Assert.Equal("failed", master["verdict"]!.GetValue<string>());
        Assert.Contains("curl -kv https://127.0.0.1:1", master["cure"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(report["checks"]!.AsArray(), c => c!["check"]!.GetValue<string>() == "store");
    }

    private static Task<(int ExitCode, string Output, string Error)> CheckAsync(NodeProcess node, params string[] more)
    {
        ProcessStartInfo start = KusciaProgram.Start(KusciaProgram.Path, ["check", "-c", node.ConfigFile, .. more]);
        return KusciaProgram.RunAsync(start, TimeSpan.FromSeconds(60));
    }
}
