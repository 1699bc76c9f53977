namespace Kuscia.Architecture.Tests;

/// <summary>What every source file keeps to.</summary>
public class FileTests
{
    private const int MaxLines = 500;

    private static readonly string[] Banned = ["NotImplementedException", "DateTime.Now", "DateTime.UtcNow", "Thread.Sleep(", "async void", "#region"];

    [Fact]
    public void No_source_file_has_more_than_500_lines()
    {
        string[] tooLong = [.. Sources().Where(f => File.ReadLines(f).Count() > MaxLines).Select(Relative)];

        Assert.True(tooLong.Length == 0, $"over {MaxLines} lines: {string.Join(", ", tooLong)}");
    }

    [Fact]
    public void Namespace_is_the_folder()
    {
        string[] wrong = [.. Sources().Where(f => NamespaceOf(f) is { } given && given != Expected(f)).Select(Relative)];

        Assert.True(wrong.Length == 0, $"namespace and folder differ: {string.Join(", ", wrong)}");
    }

    [Fact]
    public void Banned_words_do_not_appear()
    {
        string[] found = [.. from file in Sources() from word in Banned where File.ReadAllText(file).Contains(word, StringComparison.Ordinal) select $"{Relative(file)}: {word}"];

        Assert.True(found.Length == 0, string.Join(Environment.NewLine, found));
    }

    [Fact]
    public void Services_do_not_write_to_the_console()
    {
        string[] programs = ["Kuscia.Node", "Kuscia.Psi", "KubeFate"];
        string[] found =
        [
            .. Sources().Where(f => !programs.Contains(Relative(f).Split('/')[0]))
                .Where(f => File.ReadLines(f).Any(l => l.Contains("Console.", StringComparison.Ordinal) && !l.TrimStart().StartsWith("//", StringComparison.Ordinal) && !l.Contains("using", StringComparison.Ordinal)))
                .Select(Relative),
        ];

        Assert.True(found.Length == 0, $"a library writes to the console: {string.Join(", ", found)}");
    }

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Repository.Source, "*.cs", SearchOption.AllDirectories);

    private static string Relative(string file) => Path.GetRelativePath(Repository.Source, file);

    private static string? NamespaceOf(string file) =>
        File.ReadLines(file).FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal))?["namespace ".Length..].TrimEnd(';', ' ');

    private static string Expected(string file) => (Path.GetDirectoryName(Relative(file)) ?? "").Replace('/', '.');
}
