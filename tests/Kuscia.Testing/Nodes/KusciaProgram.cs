using System.Diagnostics;

namespace Kuscia.Testing.Nodes;

/// <summary>The program, run as users run it: what the build put beside the tests, or a published one that <c>KUSCIA_TEST_PROGRAM</c> names.</summary>
public static class KusciaProgram
{
    private static readonly string? Named = Environment.GetEnvironmentVariable("KUSCIA_TEST_PROGRAM") is { Length: > 0 } name ? System.IO.Path.GetFullPath(name) : null;

    /// <summary>Whether a published program is tested.</summary>
    public static bool IsPublished => Named is not null;

    /// <summary>The folder of the programs.</summary>
    public static string Folder { get; } = System.IO.Path.GetDirectoryName(Named) ?? AppContext.BaseDirectory;

    /// <summary>The executable of the node.</summary>
    public static string Path { get; } = Named ?? System.IO.Path.Combine(Folder, "kuscia");

    /// <summary>The executable of the engine.</summary>
    public static string Engine { get; } = System.IO.Path.Combine(Folder, "kuscia-psi");

    public static string Repository { get; } = FindRepository();

    public static ProcessStartInfo Start(string file, params string[] arguments)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("KUSCIA_HOME");
        start.Environment["PATH"] = $"{Folder}:{Environment.GetEnvironmentVariable("PATH")}";
        return start;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(ProcessStartInfo start, TimeSpan limit)
    {
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end within {limit}; it said: {await output} {await error}");
        }

        return (process.ExitCode, await output, await error);
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "global.json")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("no checkout above the test assembly");
    }
}
