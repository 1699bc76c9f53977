using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Runs a command beside a running container: with its variables, its working directory and its marker, so that it ends with it.</summary>
internal static class ContainerExec
{
    private const int Looks = 100;
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(2);

    /// <summary>Exit code of the command; a cancelled command is killed with its children.</summary>
    /// <exception cref="ContainerStartException">The command cannot be started.</exception>
    public static async Task<int> RunAsync(ProcessRecord record, ExecRequest request, CancellationToken cancellationToken)
    {
        string proc = "/proc/" + record.ProcessId.ToString(CultureInfo.InvariantCulture);
        Dictionary<string, string> environment;
        string directory;
        try
        {
            environment = Variables(await EnvironmentAsync(proc, cancellationToken));
            directory = new FileInfo(proc + "/cwd").LinkTarget ?? "/";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerStartException($"the container does not run any more: {e.Message}");
        }

        string program = CommandResolver.Resolve(request.Command is [string first, ..] ? first : "", environment.GetValueOrDefault("PATH", ""), directory);
        ProcessStartInfo info = new(program, request.Command.Skip(1)) { WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment.Clear();
        foreach ((string name, string value) in environment)
        {
            info.Environment[name] = value;
        }

        using Process process = Process.Start(info) ?? throw new ContainerStartException($"cannot start '{program}'");
        try
        {
            using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task input = FeedAsync(request.Input, process.StandardInput, ended.Token);
            await Task.WhenAll(
                process.StandardOutput.BaseStream.CopyToAsync(request.Output, cancellationToken),
                process.StandardError.BaseStream.CopyToAsync(request.Error, cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            await ended.CancelAsync();
            await input.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return process.ExitCode;
        }
        catch (Exception)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    // A command need not read what it is given.
    private static async Task FeedAsync(Stream? input, StreamWriter target, CancellationToken cancellationToken)
    {
        try
        {
            await (input?.CopyToAsync(target.BaseStream, cancellationToken) ?? Task.CompletedTask);
            target.Close();
        }
        catch (IOException)
        {
            // The command has ended, or closed its input.
        }
    }

    // A container that has just begun is in the middle of execve(2) for a moment, without variables; each has at least its marker.
    private static async Task<byte[]> EnvironmentAsync(string proc, CancellationToken cancellationToken)
    {
        for (int look = 1; ; look++)
        {
            byte[] environment = await File.ReadAllBytesAsync(proc + "/environ", cancellationToken);
            if (environment.Length > 0 || look == Looks)
            {
                return environment;
            }

            await Task.Delay(LookPeriod, cancellationToken);
        }
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
