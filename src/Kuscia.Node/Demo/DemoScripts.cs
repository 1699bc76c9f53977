using System.Diagnostics;
using Kuscia.Node.Commands;

namespace Kuscia.Node.Demo;

/// <summary>Runs the deployment scripts of the guides against a node of the demo.</summary>
internal static class DemoScripts
{
    /// <summary>Runs <c>scripts/…</c>; without the scripts folder beside the program, the command that the script stands for. Returns what it prints.</summary>
    public static async Task<string> RunAsync(DemoNode node, string script, string[] command, string[] arguments, CancellationToken cancellationToken)
    {
        string? path = Find(script);
        ProcessStartInfo start = path is not null
            ? new ProcessStartInfo(path, arguments)
            : new ProcessStartInfo(DemoProgram.Path, [.. command, .. arguments]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["KUSCIA_HOME"] = node.Root;
        start.Environment["KUSCIA_PROGRAM"] = DemoProgram.Path;
        using Process process = Process.Start(start) ?? throw new CommandException($"{script} did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new DemoException($"{script} {string.Join(' ', arguments)} on {node.Domain}: {(await errors).Trim()}{said.Trim()}", node.OutputFile);
        }

        return said;
    }

    private static string? Find(string script)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "scripts", script);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
