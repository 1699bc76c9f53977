using System.Net;
using System.Net.Sockets;

namespace Kuscia.EndToEnd.Tests;

/// <summary>Start and stop of one node, and what is said when it cannot start.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-e2e-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Node_announces_each_module_with_its_address_and_stops_on_sigterm_with_exit_code_0()
    {
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        await node.StartAsync();

        int code = await node.StopAsync();

        Assert.Equal(0, code);
        Assert.Matches("(?m)^apiserver +ready .*https://[0-9.]+:" + node.Ports[2], node.Said);
        Assert.Matches("(?m)^gateway +ready", node.Said);
        Assert.Matches("(?m)^agent +ready", node.Said);
        Assert.Matches("(?m)^kusciaapi +ready .*" + node.Ports[4], node.Said);
    }

    [Fact]
    public async Task Port_in_use_names_the_port()
    {
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Any, node.Ports[0]));
        other.Listen();

        (int code, string output, string error) = await KusciaProgram.RunAsync(KusciaProgram.Start(KusciaProgram.Path, "start", "-c", node.ConfigFile), TimeSpan.FromSeconds(60));

        Assert.True(code == 1, output + error);
        Assert.Contains($"ports.external: {node.Ports[0]} is not allowed; another program listens on it", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_node_in_the_same_root_is_refused_and_the_first_is_unharmed()
    {
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        await node.StartAsync();

        (int code, string output, string error) = await KusciaProgram.RunAsync(KusciaProgram.Start(KusciaProgram.Path, "start", "-c", node.ConfigFile), TimeSpan.FromSeconds(60));

        Assert.True(code == 1, output + error);
        Assert.Contains($"another node runs in {node.Root}", error, StringComparison.Ordinal);
        Assert.Equal(0, (await node.KubectlAsync("get", "domains")).ExitCode);
    }

    [Fact]
    public async Task Command_to_a_node_that_does_not_run_says_so()
    {
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        await node.StartAsync();
        await node.StopAsync();

        (int code, _, string error) = await node.TryScriptAsync("user/create_example_job.sh", "PSI", "late");

        Assert.Equal(1, code);
        Assert.Contains("does not answer", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_configuration_names_every_faulty_key()
    {
        string file = Path.Combine(_folder, "wrong.yaml");
        await File.WriteAllTextAsync(file, "mode: peer\ndomainID: Alice\n");

        (int code, _, string error) = await KusciaProgram.RunAsync(KusciaProgram.Start(KusciaProgram.Path, "start", "-c", file), TimeSpan.FromSeconds(60));

        Assert.Equal(1, code);
        Assert.All(["mode: peer", "domainID: Alice", "domainKeyData"], key => Assert.Contains(key, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Root_that_cannot_be_made_is_named_with_the_cure()
    {
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "");
        System.Diagnostics.ProcessStartInfo start = KusciaProgram.Start(KusciaProgram.Path, "start", "-c", node.ConfigFile);
        start.Environment["KUSCIA_HOME"] = Path.Combine(_folder, "file", "root");

        (int code, _, string error) = await KusciaProgram.RunAsync(start, TimeSpan.FromSeconds(60));

        Assert.Equal(1, code);
        Assert.Contains("KUSCIA_HOME", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_configuration_says_how_to_make_one()
    {
        string file = Path.Combine(_folder, "missing.yaml");

        (int code, _, string error) = await KusciaProgram.RunAsync(KusciaProgram.Start(KusciaProgram.Path, "start", "-c", file), TimeSpan.FromSeconds(60));

        Assert.Equal((1, $"error: {file} does not exist; make one with `kuscia init --mode autonomy --domain NAME > kuscia.yaml` and start with `kuscia start -c kuscia.yaml`"), (code, error.Trim()));
    }

    [Fact]
    public async Task Limit_of_open_files_that_is_too_low_is_refused_with_the_cure()
    {
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);

        (int code, _, string error) = await KusciaProgram.RunAsync(
            KusciaProgram.Start("bash", "-c", $"ulimit -n 511; exec {KusciaProgram.Path} start -c {node.ConfigFile}"), TimeSpan.FromSeconds(60));

        Assert.Equal(1, code);
        Assert.Contains("the limit of open files is 511, and a node needs at least 512", error, StringComparison.Ordinal);
        Assert.Contains("ulimit -Hn 65536", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipe_as_configuration_that_nobody_writes_ends_with_the_signal()
    {
        string pipe = Path.Combine(_folder, "pipe");

        (int code, string output, string error) = await KusciaProgram.RunAsync(
            KusciaProgram.Start("bash", "-c", $"mkfifo {pipe} && exec timeout --preserve-status 3 {KusciaProgram.Path} start -c {pipe}"), TimeSpan.FromSeconds(50));

        Assert.True(code == 1, output + error);
        Assert.Equal("error: stopped by a signal before it was done", error.Trim());
    }

    [Fact]
    public async Task Another_domain_on_an_old_root_is_refused_with_both_names()
    {
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        await node.StartAsync();
        await node.StopAsync();
        string config = await File.ReadAllTextAsync(node.ConfigFile);
        await File.WriteAllTextAsync(node.ConfigFile, config.Replace("domainID: alice", "domainID: carol", StringComparison.Ordinal));

        (int code, _, string error) = await KusciaProgram.RunAsync(KusciaProgram.Start(KusciaProgram.Path, "start", "-c", node.ConfigFile), TimeSpan.FromSeconds(60));

        Assert.Equal(1, code);
        Assert.Contains($"{node.Root} is the root of domain 'alice', but domainID is 'carol'", error, StringComparison.Ordinal);
    }
}
