using System.Text.RegularExpressions;

namespace Kuscia.Architecture.Tests;

/// <summary>An option is something that somebody sets; what nobody sets is a constant.</summary>
public partial class OptionTests
{
    [Fact]
    public void Every_option_is_assigned_somewhere()
    {
        string[] nobodys = [.. Options().Where(o => !Sources().Any(s => s.File != o.File && Assigns(s.Text, o.Name))).Select(o => $"{Path.GetFileName(o.File)}: {o.Name}")];

        Assert.True(nobodys.Length == 0, $"nobody sets {string.Join(", ", nobodys)}: make them constants");
    }

    private static IEnumerable<(string File, string Name)> Options() =>
        from source in Sources()
        where OptionFile().IsMatch(source.File)
        from Match match in Property().Matches(source.Text)
        select (source.File, match.Groups[1].Value);

    private static bool Assigns(string text, string name) => Regex.IsMatch(text, $@"\b{name}\s*=(?![=>])", RegexOptions.CultureInvariant);

    private static readonly (string File, string Text)[] All =
    [
        .. new[] { Repository.Source, Path.Combine(Repository.Root, "tests"), Path.Combine(Repository.Root, "bench") }
            .SelectMany(f => Directory.EnumerateFiles(f, "*.cs", SearchOption.AllDirectories))
            .Select(f => (f, File.ReadAllText(f))),
    ];

    private static (string File, string Text)[] Sources() => All;

    // Bodies of requests (DeleteOptions, ListOptions) are set by callers outside.
    [GeneratedRegex(@"/src/.*(?<!Delete|List)(Options|Timing|Limits)\.cs$")]
    private static partial Regex OptionFile();

    [GeneratedRegex(@"public (?!static)[\w<>,?\[\]. ]+? (\w+) \{ get; init; \}")]
    private static partial Regex Property();
}
