using System.Text;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Finds the program of a command before it is started, so that a user reads what is wrong instead of an exit code.</summary>
internal static class CommandResolver
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Absolute path of the program.</summary>
    /// <param name="command">First word of the command.</param>
    /// <param name="searchPath">PATH of the container.</param>
    /// <param name="workingDirectory">Directory that relative paths start from.</param>
    /// <exception cref="ContainerStartException">There is no such program, or it cannot be executed.</exception>
    public static string Resolve(string command, string searchPath, string workingDirectory)
    {
        if (command.Length == 0 || command.Contains('\0', StringComparison.Ordinal))
        {
            throw new ContainerStartException("the command is empty; set command (or args) of the container");
        }

        if (command.Contains('/', StringComparison.Ordinal))
        {
            return Check(command, Path.GetFullPath(command, workingDirectory));
        }

        string? found = null;
        foreach (string directory in searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string candidate = Path.GetFullPath(Path.Combine(directory, command), workingDirectory);
            if (File.Exists(candidate))
            {
                found = candidate;
                if (IsExecutable(candidate))
                {
                    break;
                }
            }
        }

        return found is null
            ? throw new ContainerStartException($"command not found: '{command}' is in none of the directories of PATH ({searchPath}); install it on the node or give its full path")
            : Check(command, found);
    }

    private static string Check(string command, string path)
    {
        if (Directory.Exists(path))
        {
            throw new ContainerStartException($"command '{command}' is a directory ({path})");
        }

        if (!File.Exists(path))
        {
            throw new ContainerStartException($"command not found: '{command}' does not exist ({path})");
        }

        if (!IsExecutable(path))
        {
            throw new ContainerStartException($"permission denied: '{command}' is not executable ({path}); chmod +x it");
        }

        CheckInterpreter(command, path);
        return path;
    }

    private static bool IsExecutable(string path) => (File.GetUnixFileMode(path) & AnyExecute) != 0;

    private static void CheckInterpreter(string command, string path)
    {
        Span<byte> head = stackalloc byte[256];
        int read;
        try
        {
            using FileStream file = File.OpenRead(path);
            read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return; // Executable but not readable is fine.
        }

        if (read < 3 || head[0] != (byte)'#' || head[1] != (byte)'!')
        {
            return;
        }

        string line = Encoding.UTF8.GetString(head[2..read]).Split('\n')[0].Trim();
        string interpreter = line.Split(' ', '\t')[0];
        if (interpreter.Length > 0 && !File.Exists(interpreter))
        {
            throw new ContainerStartException($"command '{command}' asks for the interpreter '{interpreter}', which does not exist on this node");
        }
    }
}
