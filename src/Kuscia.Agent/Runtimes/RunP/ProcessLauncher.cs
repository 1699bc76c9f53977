using System.Diagnostics;
using System.Globalization;
using Kuscia.Hosting.Modules;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>
/// Starts a command as leader of a session of its own (setsid(1)) under a small shell that writes both outputs to the log file and the exit code
/// to a file. The code therefore survives the death of the node, and the log needs no reader.
/// </summary>
internal static class ProcessLauncher
{
    // The handler (not "ignore") is reset in the child by exec, so the program gets the signal and the shell lives to record its end.
    // The last line ends what is left of the group, the shell included. Control groups are joined, and limits set, before the program begins: its
    // children inherit both. 125 says that it was not started.
    private const string Script = """
        exec >>"$1" 2>&1 </dev/null
        exit_file=$2
        : >"$exit_file"
        joins=$3
        kbytes=$4
        shift 4
        for join in $joins; do
          echo $$ >"$join" || exit 125
        done
        if [ "$kbytes" -gt 0 ]; then
          ulimit -d "$kbytes" || exit 125
        fi
        trap : HUP INT QUIT TERM USR1 USR2
        "$@"
        echo $? >"$exit_file"
        kill -KILL 0
        """;

    private static readonly string[] SetsidPaths = ["/usr/bin/setsid", "/bin/setsid"];

    /// <summary>Throws when the machine lacks what starting processes needs.</summary>
    public static void CheckMachine()
    {
        if (Setsid() is null || !File.Exists("/bin/sh") || !Directory.Exists("/proc/self"))
        {
            throw new ModuleStartException("the runtime runp needs /proc, /bin/sh and setsid; install the package util-linux");
        }
    }

    /// <summary>Starts the command; the process id is also the id of its group and session.</summary>
    public static Process Start(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string directory, string logPath, string exitPath, ProcessConfinement confinement)
    {
        ProcessStartInfo info = new(Setsid() ?? "setsid") { WorkingDirectory = directory, UseShellExecute = false };
        foreach (string argument in (string[])["/bin/sh", "-c", Script, "container", logPath, exitPath, string.Join(' ', confinement.Joins), confinement.DataKibibytes.ToString(CultureInfo.InvariantCulture)])
        {
            info.ArgumentList.Add(argument);
        }

        // A shell passes on only variables whose names it could write itself; env(1) hands over the others.
        List<string> odd = [.. environment.Where(e => !IsShellName(e.Key)).Select(e => $"{e.Key}={e.Value}")];
        foreach (string argument in odd.Count == 0 ? command : ["/usr/bin/env", .. odd, .. command])
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment.Clear();
        foreach ((string name, string value) in environment.Where(e => IsShellName(e.Key)))
        {
            info.Environment[name] = value;
        }

        return Process.Start(info) ?? throw new InvalidOperationException("the process did not start");
    }

    private static bool IsShellName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static string? Setsid() => SetsidPaths.FirstOrDefault(File.Exists);

    /// <summary>The variable that marks every process of a container.</summary>
    public static string Marker(string containerId) => string.Create(CultureInfo.InvariantCulture, $"KUSCIA_CONTAINER_ID={containerId}");
}
