using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using KubeFate.Cli;
using KubeFate.Service;

namespace KubeFate.Tests.Replay;

/// <summary>A person with the guide: a service, the command line in a folder of its own, and kubectl.</summary>
internal sealed class Guide : IAsyncDisposable
{
    private readonly World _world;

    private Guide(World world, FateService service, string folder)
    {
        _world = world;
        Service = service;
        Folder = folder;
    }

    public FateService Service { get; }

    public string Folder { get; }

    /// <summary>What the project ships, beside the tests.</summary>
    public static string Shipped { get; } = Path.Combine(AppContext.BaseDirectory, "deploy");

    /// <summary>Begins with what is shipped and a config.yaml for a service of its own.</summary>
    public static async Task<Guide> OpenAsync(World world, string? kubeconfig = null)
    {
        string folder = world.NewFolder();
        Directory.CreateDirectory(folder);
        FateService service = await world.StartServiceAsync(world.NewDatabase(), kubeconfig: kubeconfig);
        await File.WriteAllTextAsync(Path.Combine(folder, "config.yaml"), string.Create(CultureInfo.InvariantCulture, $"serviceurl: 127.0.0.1:{service.Port}\n"));
        return new Guide(world, service, folder);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    public Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(Folder, file), text);

    /// <summary>A shipped cluster.yaml, with another name and namespace.</summary>
    public async Task TakeAsync(string sample, string name)
    {
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(Shipped, "kubefate", sample));
        await WriteAsync(sample, string.Concat(lines.Select(line => (line.StartsWith("name: ", StringComparison.Ordinal) ? $"name: {name}" : line.StartsWith("namespace: ", StringComparison.Ordinal) ? $"namespace: {name}" : line) + "\n")));
    }

    /// <summary>Runs a command that has to succeed.</summary>
    public async Task<string> RunAsync(string command)
    {
        (int exit, string output) = await TryAsync(command);
        Assert.True(exit == 0, $"kubefate {command} ended with {exit}: {output}");
        return output;
    }

    public async Task<(int Exit, string Output)> TryAsync(string command)
    {
        using StringWriter output = new(), error = new();
        int exit = await CommandLine.RunAsync(command.Split(' '), new Terminal(output, error, Folder, static _ => null, TimeProvider.System), CancellationToken.None);
        return (exit, output.ToString() + error);
    }

    /// <summary>A value of the only row of a list.</summary>
    public async Task<string> OnlyAsync(string kind, string member) => Assert.Single(JsonNode.Parse(await RunAsync($"{kind} ls -o json"))!.AsArray())![member]!.ToString();

    /// <summary>Runs stock kubectl on the API server itself.</summary>
    public async Task<string> KubectlAsync(string arguments, string input = "")
    {
        ProcessStartInfo start = new("kubectl", ["--kubeconfig", _world.ServerKubeconfig, .. arguments.Split(' ')]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await error;
    }
}
