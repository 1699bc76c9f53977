using System.Globalization;
using System.Text.RegularExpressions;

namespace Kuscia.Node.Demo;

/// <summary>Reads what the engine said about itself in its log.</summary>
internal static partial class EngineLog
{
    /// <summary>The highest peak memory that an engine under this root reported, in KiB; 0 when there is none.</summary>
    public static long PeakMemoryKiB(string root)
    {
        string pods = Path.Combine(root, "var", "stdout", "pods");
        if (!Directory.Exists(pods))
        {
            return 0;
        }

        return Directory.EnumerateFiles(pods, "*.log", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines)
            .Select(line => PeakPattern().Match(line))
            .Where(match => match.Success)
            .Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * 1024)
            .DefaultIfEmpty(0)
            .Max();
    }

    [GeneratedRegex(@"peak memory:? (\d+) MiB")]
    private static partial Regex PeakPattern();
}
