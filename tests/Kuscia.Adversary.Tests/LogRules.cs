namespace Kuscia.Adversary.Tests;

/// <summary>What a node may log whatever its partners send: printable lines of sensible length.</summary>
internal static class LogRules
{
    // A line of ours around a few texts of at most 1 KiB.
    private const int MaxLine = 8 * 1024;

    /// <summary>How long each log is now; what comes later is judged.</summary>
    public static IReadOnlyDictionary<string, long> Mark(NodeProcess node) => Files(node).ToDictionary(f => f, f => new FileInfo(f).Length);

    /// <summary>Lines behind the mark that no node should have written.</summary>
    public static IReadOnlyList<string> FaultsOf(NodeProcess node, IReadOnlyDictionary<string, long> mark) =>
    [
        .. from file in Files(node)
        from line in ReadLines(file, mark.GetValueOrDefault(file))
        where line.Length > MaxLine || line.Any(c => (char.IsControl(c) && c != '\t') || c == '\u202e') || line.StartsWith("ERROR forged line", StringComparison.Ordinal)
        select $"{Path.GetFileName(file)}: {line.Length} characters: {(line.Length > 300 ? line[..300] : line)}",
    ];

    private static string[] Files(NodeProcess node) => Directory.GetFiles(Path.Combine(node.Root, "var", "logs"), "*", SearchOption.AllDirectories);

    private static string[] ReadLines(string path, long from)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(Math.Min(from, file.Length), SeekOrigin.Begin);
        using StreamReader reader = new(file);
        return reader.ReadToEnd().Split('\n');
    }
}
