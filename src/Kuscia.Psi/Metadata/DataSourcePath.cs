namespace Kuscia.Psi.Metadata;

/// <summary>Resolves paths within a data source and refuses those that lead out of it.</summary>
internal static class DataSourcePath
{
    /// <summary>The full path of <paramref name="relative"/> below <paramref name="root"/>; symbolic links are followed before the check.</summary>
    public static string Resolve(string root, string relative, string what)
    {
        string full = Path.GetFullPath(Path.Combine(root, relative.TrimStart('/')));
        string realRoot = Real(Path.GetFullPath(root));
        string real = Real(full);
        return relative.Contains('\0') || !real.StartsWith(realRoot.TrimEnd('/') + "/", StringComparison.Ordinal)
            ? throw new PsiException(ExitCode.Configuration, $"{what} {relative} leads out of its data source {root}")
            : full;
    }

    /// <summary>The path with every symbolic link among its existing parts resolved.</summary>
    private static string Real(string path)
    {
        string current = "/";
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            current = Path.Combine(current, part);
            FileSystemInfo info = Directory.Exists(current) ? new DirectoryInfo(current) : new FileInfo(current);
            if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                current = Real(target.FullName);
            }
        }

        return current;
    }
}
