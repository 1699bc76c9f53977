using System.Diagnostics;
using Kuscia.Psi.Tests.Support;
using Kuscia.Testing.Nodes;

namespace Kuscia.Psi.Tests.Program;

/// <summary>The program as the agent starts it: real processes, real sockets, a proxy in place of the gateways.</summary>
public sealed class RealProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The engine, and the builds for newer processors that lie beside a published one; this machine must be such a processor.</summary>
    public static TheoryData<string> Builds => [KusciaProgram.Engine, .. Directory.EnumerateFiles(KusciaProgram.Folder, "kuscia-psi", SearchOption.AllDirectories).Where(p => p.Contains("/cpu/", StringComparison.Ordinal))];

    [Fact]
    public async Task Two_processes_find_the_common_rows_and_exit_with_zero()
    {
        using TemporaryFolder folder = new();
        TaskConfig config = new();
        await using ForwardingProxy proxy = await ForwardingProxy.StartAsync(config);

        (int Code, string Out, string Error)[] ends = await Task.WhenAll(
            EndAsync(Start(folder, config, 0, "id1,a\n1,x\n2,y\n", proxy)), EndAsync(Start(folder, config, 1, "id2,b\n2,z\n3,w\n", proxy)));

        Assert.All(ends, e => Assert.Equal((0, string.Empty), (e.Code, e.Error)));
        Assert.Equal("id1,a\n2,y\n", await File.ReadAllTextAsync(folder.File("out0.csv")));
        Assert.Equal("id2,b\n2,z\n", await File.ReadAllTextAsync(folder.File("out1.csv")));
        Assert.All(ends, e => Assert.Contains("peak memory", e.Out, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Builds))]
    public async Task Every_build_of_the_engine_agrees_with_the_usual_one(string build)
    {
        using TemporaryFolder folder = new();
        TaskConfig config = new();
        await using ForwardingProxy proxy = await ForwardingProxy.StartAsync(config);

        (int Code, string Out, string Error)[] ends = await Task.WhenAll(
            EndAsync(Start(folder, config, 0, "id1\n1\n2\n3\n", proxy, build)), EndAsync(Start(folder, config, 1, "id2\n3\n2\n9\n", proxy)));

        Assert.All(ends, e => Assert.Equal((0, string.Empty), (e.Code, e.Error)));
        Assert.Equal("id1\n2\n3\n", await File.ReadAllTextAsync(folder.File("out0.csv")));
    }

    [Fact]
    public async Task A_partner_that_is_killed_in_the_middle_gives_an_error_and_no_result()
    {
        using TemporaryFolder folder = new();
        TaskConfig config = new() { StallMilliseconds = 6000 };
        await using ForwardingProxy proxy = await ForwardingProxy.StartAsync(config);
        string many = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i}\n"));
        using Process alice = Start(folder, config, 0, $"id1\n{many}", proxy);
        using Process bob = Start(folder, config, 1, $"id2\n{many}", proxy);
        await WaitForLineAsync(alice, "agreed with bob");

        bob.Kill();

        (int code, _, string error) = await EndAsync(alice);
        Assert.Equal((int)ExitCode.Timeout, code);
        Assert.Matches("^error: .*bob.* for 6 s.*\n$", error);
        Assert.Empty(Directory.GetFiles(folder.Path, "*out*"));
    }

    [Fact]
    public async Task A_signal_stops_the_engine_and_the_partner_learns_it()
    {
        using TemporaryFolder folder = new();
        TaskConfig config = new();
        await using ForwardingProxy proxy = await ForwardingProxy.StartAsync(config);
        string many = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i}\n"));
        using Process alice = Start(folder, config, 0, $"id1\n{many}", proxy);
        using Process bob = Start(folder, config, 1, $"id2\n{many}", proxy);
        Task<(int Code, string Out, string Error)> aliceEnd = EndAsync(alice);
        await WaitForLineAsync(bob, "agreed with alice");

        using Process kill = Process.Start("kill", ["-TERM", $"{bob.Id}"]);

        (int bobCode, _, string bobError) = await EndAsync(bob);
        (int aliceCode, _, string aliceError) = await aliceEnd;
        Assert.Equal((143, "error: stopped by a signal\n"), (bobCode, bobError));
        Assert.Equal(((int)ExitCode.Partner, "error: the engine of bob stopped: stopped by a signal\n"), (aliceCode, aliceError));
    }

    [Fact]
    public async Task A_full_disk_is_an_error_that_names_the_result_and_leaves_nothing()
    {
        using TemporaryFolder folder = new();
        TaskConfig config = new();
        await using ForwardingProxy proxy = await ForwardingProxy.StartAsync(config);
        string many = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\n"));
        using Process alice = Start(folder, config, 0, $"id1\n{many}", proxy, fileLimit: true);
        using Process bob = Start(folder, config, 1, $"id2\n{many}", proxy);

        (int Code, string Out, string Error)[] ends = await Task.WhenAll(EndAsync(alice), EndAsync(bob));

        Assert.Equal((int)ExitCode.Output, ends[0].Code);
        Assert.StartsWith($"error: the result {folder.File("out0.csv")} cannot be written: ", ends[0].Error, StringComparison.Ordinal);
        Assert.Contains("check the free space", ends[0].Error, StringComparison.Ordinal);
        Assert.Equal(((int)ExitCode.Partner, "error: the engine of alice stopped: its result cannot be written; see its log\n"), (ends[1].Code, ends[1].Error));
        Assert.Empty(Directory.GetFiles(folder.Path, "*out*"));
    }

    [Theory]
    [InlineData(2, "unknown argument --what", "--what")]
    [InlineData(2, "--kuscia FILE is missing")]
    [InlineData(2, "must be given together", "--kuscia", "x.json", "--input", "x.csv")]
    [InlineData(2, "x.json cannot be read", "--kuscia", "x.json", "--input", "x.csv", "--output", "y.csv")]
    public async Task A_wrong_command_line_is_an_error_on_one_line(int expected, string text, params string[] arguments)
    {
        (int code, _, string error) = await EndAsync(Start(KusciaProgram.Engine, arguments, []));

        Assert.Equal(expected, code);
        Assert.Contains(text, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Without_DataMesh_and_paths_the_error_says_what_to_set()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("task.json", new TaskConfig().Text(0));

        (int empty, _, string emptyError) = await EndAsync(Start(KusciaProgram.Engine, ["--kuscia", file], new() { ["KUSCIA_DATAMESH_ADDRESS"] = string.Empty }));
        (int unset, _, string unsetError) = await EndAsync(Start(KusciaProgram.Engine, ["--kuscia", file], []));

        Assert.Equal((2, 2), (empty, unset));
        Assert.Contains("--input and --output", emptyError, StringComparison.Ordinal);
        Assert.Contains("CLIENT_CERT_FILE", unsetError, StringComparison.Ordinal);
    }

    private static Process Start(
        TemporaryFolder folder, TaskConfig config, int party, string table, ForwardingProxy proxy, string? build = null, bool fileLimit = false) => Start(
        build ?? KusciaProgram.Engine,
        [
            "--kuscia", folder.Write($"task{party}.json", config.Text(party)),
            "--input", folder.Write($"in{party}.csv", table),
            "--output", folder.File($"out{party}.csv"),
        ],
        new() { ["KUSCIA_GATEWAY_ADDRESS"] = proxy.Address, ["KUSCIA_BIND_ADDRESS"] = "127.0.0.1" },
        fileLimit);

    // With the limit no file grows over 32 KiB, as on a full disk; the runtime's own large memory file must then be switched off.
    private static Process Start(string engine, string[] arguments, Dictionary<string, string> environment, bool fileLimit = false)
    {
        string limited = "trap '' XFSZ; ulimit -f 32; DOTNET_EnableWriteXorExecute=0 exec \"$0\" \"$@\"";
        ProcessStartInfo info = new(fileLimit ? "bash" : engine, fileLimit ? ["-c", limited, engine, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in info.Environment.Keys.Where(k => k.StartsWith("KUSCIA_", StringComparison.Ordinal)).ToArray())
        {
            _ = info.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            info.Environment[name] = value;
        }

        return Process.Start(info) ?? throw new InvalidOperationException("the process did not start");
    }

    private static async Task WaitForLineAsync(Process process, string text)
    {
        using CancellationTokenSource limit = new(Deadline);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"the process ended before it wrote \"{text}\"; its error: {await process.StandardError.ReadToEndAsync(limit.Token)}");
    }

    private static async Task<(int Code, string Out, string Error)> EndAsync(Process process)
    {
        using CancellationTokenSource limit = new(Deadline);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        string error = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, error);
    }
}
