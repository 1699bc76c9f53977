using System.Globalization;
using System.Text;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>
/// What an engine wrote into <c>KUSCIA_STAGES_FILE</c>: a line for each stage that has ended, <c>NAME BEGAN SECONDS</c> with the time as in RFC 3339. It is an
/// engine's word: the file is read when all its processes have ended, up to a limit, and what is no such line is passed over.
/// </summary>
internal static class StageFile
{
    private const int MaxBytes = 16 << 10;
    private const int MaxStages = 64;
    private const int MaxName = 32;

    private static readonly TimeSpan MaxLength = TimeSpan.FromDays(365);

    /// <summary>The stages in the order of their lines; none when there is no such file.</summary>
    public static IReadOnlyList<EngineStage> Read(string? path)
    {
        try
        {
            // A pipe or a device has no length, and a link could show any file of the node.
            return path is not null && new FileInfo(path) is { Exists: true, LinkTarget: null, Length: > 0 and <= MaxBytes } file
                ? [.. Encoding.UTF8.GetString(File.ReadAllBytes(file.FullName)).Split('\n').Select(Parse).OfType<EngineStage>().Take(MaxStages)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static EngineStage? Parse(string line) =>
        line.Split(' ') is [var name, var began, var seconds]
            && IsName(name)
            && DateTimeOffset.TryParse(began, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset begin)
            && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double length)
            && length <= MaxLength.TotalSeconds
            ? new EngineStage(name, begin, TimeSpan.FromSeconds(length))
            : null;

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxName && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
