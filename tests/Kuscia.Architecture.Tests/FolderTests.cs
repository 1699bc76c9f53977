using System.Text.RegularExpressions;

namespace Kuscia.Architecture.Tests;

/// <summary>
/// Inside a project the folders depend in one direction, so that each can be read without those above it. Files at the root of a project compose the folders; a folder
/// <c>Abstractions</c> is one of its own, below what implements it.
/// </summary>
public class FolderTests
{
    private const string Folder = @"\w+(?:\.Abstractions)?";

    public static TheoryData<string> Projects() => [.. StoreyTests.Names()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_depend_in_one_direction(string project)
    {
        Dictionary<string, HashSet<string>> uses = Uses(project);

        // Takes away what depends on nothing that is left, again and again; what stays is a knot.
        while (uses.Keys.FirstOrDefault(f => !uses[f].Any(uses.ContainsKey)) is { } leaf)
        {
            uses.Remove(leaf);
        }

        string knot = string.Join("; ", uses.Select(u => $"{u.Key} uses {string.Join(", ", u.Value.Where(uses.ContainsKey).Order(StringComparer.Ordinal))}"));
        Assert.True(uses.Count == 0, $"{project}: {knot}");
    }

    [Theory]
    [InlineData("Kuscia.Agent", "Pods", "Runtimes")]
    public void Seam_is_used_instead_of_what_is_behind_it(string project, string user, string implementations) =>
        Assert.DoesNotContain(implementations, Uses(project)[user]);

    [Fact]
    public void A_knot_is_found()
    {
        Dictionary<string, HashSet<string>> uses = [];
        Note(uses, "Kuscia.X", "using Kuscia.X.B;\n\nnamespace Kuscia.X.A;\n");
        Note(uses, "Kuscia.X", "namespace Kuscia.X.B.Deep;\n\nclass C { Kuscia.X.A.D d; }\n");

        Assert.Equal(["B"], uses["A"]);
        Assert.Equal(["A"], uses["B"]);
    }

    private static Dictionary<string, HashSet<string>> Uses(string project)
    {
        Dictionary<string, HashSet<string>> uses = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Source, project), "*.cs", SearchOption.AllDirectories))
        {
            Note(uses, project, File.ReadAllText(file));
        }

        return uses;
    }

    private static void Note(Dictionary<string, HashSet<string>> uses, string project, string code)
    {
        string name = Regex.Escape(project);
        if (Regex.Match(code, $@"^namespace {name}\.({Folder})", RegexOptions.Multiline) is not { Success: true } own)
        {
            return;
        }

        string folder = own.Groups[1].Value;
        if (!uses.TryGetValue(folder, out HashSet<string>? others))
        {
            uses[folder] = others = [];
        }

        others.UnionWith(Regex.Matches(code, $@"\b{name}\.({Folder})").Select(m => m.Groups[1].Value).Where(f => f != folder));
    }
}
