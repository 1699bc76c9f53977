using System.Diagnostics;

namespace Kuscia.Storage.Tests;

/// <summary>A disk of a few MiB, mounted for one command alone; needs a kernel that lets users have mounts of their own.</summary>
internal static class SmallDisk
{
    /// <summary>Runs a program of this assembly with a fresh disk of 6 MiB at a folder; its output.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        string[] quoted = [.. arguments.Prepend(typeof(SmallDisk).Assembly.Location).Prepend("exec").Prepend("dotnet").Select(a => $"'{a}'")];
        using Process process = Process.Start(new ProcessStartInfo("unshare", ["-rm", "sh", "-c", $"mount -t tmpfs -o size=6m tmpfs '{folder}' && exec {string.Join(' ', quoted)}"])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("unshare did not start");
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>Why no disk can be mounted; null when it can.</summary>
    public static string? Obstacle()
    {
        string folder = Directory.CreateTempSubdirectory("disk-").FullName;
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", folder]) { RedirectStandardError = true });
            process?.WaitForExit();
            return process?.ExitCode == 0 ? null : "this machine lets users have no mounts of their own";
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            return fault.Message;
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}

/// <summary>A test on a small disk of its own; skipped where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Obstacle();
}
