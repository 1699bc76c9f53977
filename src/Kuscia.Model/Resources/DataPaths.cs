namespace Kuscia.Model.Resources;

/// <summary>Paths within a data source.</summary>
public static class DataPaths
{
    /// <summary>The path without empty and "." parts; null for one that leads out of its data source or names nothing.</summary>
    public static string? Normal(string? path)
    {
        if (path is null || path.Contains('\0') || path.Contains('\\'))
        {
            return null;
        }

        List<string> parts = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".")];
        return parts.Count == 0 || parts.Contains("..") ? null : string.Join('/', parts);
    }

    /// <summary>True when two paths are the same file, or one is a folder above the other.</summary>
    /// <param name="path">A stored path.</param>
    /// <param name="normal">A path as <see cref="Normal"/> makes it.</param>
    public static bool Overlap(string? path, string normal) =>
        Normal(path) is { } other && (other == normal || other.StartsWith(normal + "/", StringComparison.Ordinal) || normal.StartsWith(other + "/", StringComparison.Ordinal));
}
