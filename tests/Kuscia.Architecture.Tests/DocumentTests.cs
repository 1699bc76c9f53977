using System.Text.RegularExpressions;

namespace Kuscia.Architecture.Tests;

/// <summary>What documents say about the code is there.</summary>
public partial class DocumentTests
{
    [Theory]
    [InlineData("flows.md")]
    [InlineData("security.md")]
    [InlineData("zh/security.md")]
    [InlineData("architecture.md")]
    public void Places_in_the_code_that_a_document_names_are_there(string document)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", document));
        string[] named = [.. Place().Matches(text).Select(m => m.Groups[1].Value)];

        string[] missing = [.. named.Where(n => !IsThere(n))];

        Assert.NotEmpty(named);
        Assert.True(missing.Length == 0, $"docs/{document} names places that are not there: {string.Join(", ", missing)}");
    }

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        string docs = Path.Combine(Repository.Root, "docs");
        IEnumerable<string> pages = Directory.EnumerateFiles(docs, "*.md", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));

        string[] dead =
        [
            .. from page in pages
               from Match link in Link().Matches(File.ReadAllText(page))
               let target = Path.Combine(Path.GetDirectoryName(page) ?? "", link.Groups[1].Value)
               where !File.Exists(target) && !Directory.Exists(target)
               select $"{Path.GetRelativePath(Repository.Root, page)}: {link.Groups[1].Value}",
        ];

        Assert.True(dead.Length == 0, string.Join(Environment.NewLine, dead));
    }

    [Fact]
    public void Every_page_for_users_is_there_in_both_languages()
    {
        string[] english = Pages("en");
        string[] chinese = Pages("zh");

        // The threat model stands above both: docs/security.md.
        Assert.Equal(english, chinese.Where(p => p != "security.md"));
    }

    // A place is a project, with or without its prefix, and what lies in it, without the extension of a file; or a path from the root.
    private static bool IsThere(string place)
    {
        string[] paths = [Path.Combine(Repository.Source, $"Kuscia.{place}"), Path.Combine(Repository.Source, place), Path.Combine(Repository.Root, place)];
        return Array.Exists(paths, p => File.Exists(p) || File.Exists(p + ".cs") || Directory.Exists(p));
    }

    private static string[] Pages(string language) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", language), "*.md").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [GeneratedRegex("`((?:src/|tests/|bench/)?[A-Z][A-Za-z.]+/[A-Za-z0-9/.]+)`")]
    private static partial Regex Place();

    [GeneratedRegex(@"\]\(((?!https?:|#|mailto:)[^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
