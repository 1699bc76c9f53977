using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Runs a command beside a running container: with its variables, its working directory and its marker, so that it ends with it.</summary>
internal static class ContainerExec
{
    private const int MaxOutput = 16 * 1024;

    /// <summary>Exit code and the first of what the command wrote; a cancelled command is killed with its children.</summary>
    /// <exception cref="ContainerStartException">The command cannot be started.</exception>
    public static async Task<(int Code, string Output)> RunAsync(ProcessRecord record, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        string proc = "/proc/" + record.ProcessId.ToString(CultureInfo.InvariantCulture);
        Dictionary<string, string> environment;
        string directory;
        try
        {
            environment = Variables(await File.ReadAllBytesAsync(proc + "/environ", cancellationToken));
            directory = new FileInfo(proc + "/cwd").LinkTarget ?? "/";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerStartException($"the container does not run any more: {e.Message}");
        }

        string program = CommandResolver.Resolve(command[0], environment.GetValueOrDefault("PATH", ""), directory);
        ProcessStartInfo info = new(program, command.Skip(1)) { WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment.Clear();
        foreach ((string name, string value) in environment)
        {
            info.Environment[name] = value;
        }

        using Process process = Process.Start(info) ?? throw new ContainerStartException($"cannot start '{program}'");
        process.StandardInput.Close();
        try
        {
            string[] said = await Task.WhenAll(ReadAsync(process.StandardOutput, cancellationToken), ReadAsync(process.StandardError, cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, string.Concat(said));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    // Reads to the end, so that the command never blocks, and keeps the beginning.
    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        StringBuilder kept = new();
        char[] buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            kept.Append(buffer, 0, Math.Min(read, MaxOutput - kept.Length));
        }

        return kept.ToString();
    }

    private static Dictionary<string, string> Variables(byte[] environ)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (string entry in Encoding.UTF8.GetString(environ).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                variables[entry[..equals]] = entry[(equals + 1)..];
            }
        }

        return variables;
    }
}
