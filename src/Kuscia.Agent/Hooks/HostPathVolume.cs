using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Hooks;

/// <summary>Checks (and for the <c>OrCreate</c> types makes) the host path of a volume.</summary>
internal static class HostPathVolume
{
    /// <summary>The path on the host that the mount shows.</summary>
    public static string Prepare(HostPathVolumeSource source, VolumeMount mount)
    {
        if (!Path.IsPathRooted(source.Path) || source.Path.Split('/').Contains(".."))
        {
            throw new ContainerStartException($"hostPath '{source.Path}' of volume '{mount.Name}' must be absolute and without '..'");
        }

        try
        {
            Check(source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerStartException($"hostPath '{source.Path}' of volume '{mount.Name}': {e.Message}");
        }

        return string.IsNullOrEmpty(mount.SubPath) ? source.Path : Path.Combine(source.Path, mount.SubPath);
    }

    private static void Check(HostPathVolumeSource source)
    {
        bool directory = Directory.Exists(source.Path);
        bool file = File.Exists(source.Path);
        switch (source.Type)
        {
            case null or "":
                return;
            case "DirectoryOrCreate" when !file:
                Directory.CreateDirectory(source.Path);
                return;
            case "FileOrCreate" when !directory:
                File.Open(source.Path, FileMode.OpenOrCreate).Dispose();
                return;
            case "Directory" when directory:
            case "File" when file:
            case "Socket" when file && new FileInfo(source.Path).Length == 0:
                return;
            case "DirectoryOrCreate" or "FileOrCreate" or "Directory" or "File" or "Socket":
                throw new ContainerStartException($"hostPath '{source.Path}' is not of type {source.Type}");
            default:
                throw new ContainerStartException($"hostPath type '{source.Type}' is not supported; supported are Directory, DirectoryOrCreate, File, FileOrCreate and Socket");
        }
    }
}
