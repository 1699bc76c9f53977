using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Fills the root directory of a container before it starts.</summary>
internal static class ContainerRoot
{
    /// <summary>Puts in files, links and the shared directories of the pod; returns the host path of the working directory.</summary>
    /// <exception cref="ContainerStartException">A path leaves the root.</exception>
    public static async Task<string> PopulateAsync(ContainerStart start, string rootfs, SandboxDirectory sandbox, CancellationToken cancellationToken)
    {
        string working = ContainerPaths.Map(rootfs, start.WorkingDirectory);
        Directory.CreateDirectory(working);
        foreach (ContainerFile file in start.Files)
        {
            string path = ContainerPaths.Map(rootfs, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? rootfs);
            FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = file.Mode };
            await using FileStream stream = new(path, options);
            await stream.WriteAsync(file.Content, cancellationToken);
        }

        foreach (ContainerLink link in start.Links)
        {
            Link(rootfs, link.Path, link.HostPath);
        }

        foreach (ContainerScratch scratch in start.Scratch)
        {
            Link(rootfs, scratch.Path, sandbox.CreateVolume(scratch.Volume, scratch.SubPath));
        }

        return working;
    }

    /// <summary>Makes the log file, which the launcher opens for appending.</summary>
    public static void CreateLog(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        FileStreamOptions options = new()
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
        };
        using FileStream log = new(path, options);
    }

    private static void Link(string rootfs, string path, string hostPath)
    {
        string mapped = ContainerPaths.Map(rootfs, path);
        Directory.CreateDirectory(Path.GetDirectoryName(mapped) ?? rootfs);
        File.CreateSymbolicLink(mapped, hostPath);
    }
}
