namespace Kuscia.Conformance.Tests.Support;

/// <summary>The real kubectl, set to one namespace.</summary>
public sealed class Kubectl(ServerFixture server, string @namespace)
{
    public string Namespace { get; } = @namespace;

    public ServerFixture Server { get; } = server;

    /// <summary>Runs a command line; words are separated by single blanks.</summary>
    public Task<ProgramRun> RunAsync(string commandLine, params string[] more) => RunAsync(commandLine, null, null, more);

    /// <summary>Runs a command line with standard input or an editor.</summary>
    public Task<ProgramRun> RunAsync(string commandLine, string? input, string? editor, params string[] more)
    {
        Dictionary<string, string> environment = new(Server.Environment);
        if (editor is not null)
        {
            environment["EDITOR"] = editor;
        }

        return ProgramRun.StartAsync("kubectl", [.. commandLine.Split(' '), .. more, "-n", Namespace], environment, input);
    }

    /// <summary>The output of a command that must succeed.</summary>
    public async Task<string> OutputAsync(string commandLine, params string[] more)
    {
        ProgramRun run = await RunAsync(commandLine, more);
        Assert.True(run.ExitCode == 0, $"kubectl {commandLine} ended with {run.ExitCode}: {run.Error}{run.Output}");
        return run.Output;
    }

    /// <summary>Applies a manifest and returns what kubectl said.</summary>
    public Task<string> ApplyAsync(string manifest) => OutputAsync($"apply -f {Server.File("manifest.yaml", manifest)}");

    /// <summary>The words of each line of a table, blank cells left out.</summary>
    public static string[][] Words(string table) =>
        [.. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
