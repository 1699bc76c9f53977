using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.RunP;

/// <summary>Maps paths of a container to its root directory on the host and refuses those that would leave it.</summary>
internal static class ContainerPaths
{
    /// <summary>Host path of a container path.</summary>
    /// <exception cref="ContainerStartException">The path leaves the root or goes through a link.</exception>
    public static string Map(string rootfs, string path)
    {
        string mapped = Path.GetFullPath(Path.Combine(rootfs, path.TrimStart('/')));
        if (path.Contains('\0', StringComparison.Ordinal) || (mapped != rootfs && !mapped.StartsWith(rootfs + "/", StringComparison.Ordinal)))
        {
            throw new ContainerStartException($"path '{path}' leaves the root of the container");
        }

        for (string? parent = Path.GetDirectoryName(mapped); parent is not null && parent.Length > rootfs.Length; parent = Path.GetDirectoryName(parent))
        {
            if (new FileInfo(parent).LinkTarget is not null)
            {
                throw new ContainerStartException($"path '{path}' lies below another mounted path; mount it elsewhere");
            }
        }

        return mapped;
    }
}
