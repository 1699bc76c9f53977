using System.Text.RegularExpressions;

namespace Kuscia.Architecture.Tests;

/// <summary>What documents say about the code is there.</summary>
public partial class DocumentTests
{
    [Fact]
    public void Every_hop_of_the_flows_names_a_file_that_exists()
    {
        string flows = File.ReadAllText(Path.Combine(Repository.Root, "docs", "flows.md"));
        string[] named = [.. Hop().Matches(flows).Select(m => m.Groups[1].Value)];

        string[] missing = [.. named.Where(n => !File.Exists(Path.Combine(Repository.Source, $"Kuscia.{n}.cs")))];

        Assert.NotEmpty(named);
        Assert.True(missing.Length == 0, $"docs/flows.md names files that are not there: {string.Join(", ", missing)}");
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

    private static string[] Pages(string language) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", language), "*.md").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [GeneratedRegex("`([A-Z][A-Za-z]+/[A-Za-z0-9/]+)`")]
    private static partial Regex Hop();

    [GeneratedRegex(@"\]\(((?!https?:|#|mailto:)[^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
