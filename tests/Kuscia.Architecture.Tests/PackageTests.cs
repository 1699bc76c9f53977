using System.Xml.Linq;

namespace Kuscia.Architecture.Tests;

/// <summary>Packages are few, pinned once, and there because somebody uses them.</summary>
public class PackageTests
{
    private static readonly string[] Roots = ["src", "tests", "bench"];

    [Fact]
    public void Every_pinned_package_is_referenced()
    {
        string[] pinned = [.. Names(Path.Combine(Repository.Root, "Directory.Packages.props"), "PackageVersion")];
        IEnumerable<string> files = Projects().Append(Path.Combine(Repository.Root, "tests", "Directory.Build.props"));
        HashSet<string> referenced = [.. files.SelectMany(f => Names(f, "PackageReference"))];

        Assert.NotEmpty(pinned);
        Assert.DoesNotContain(pinned, p => !referenced.Contains(p));
    }

    [Fact]
    public void Every_project_has_its_lock_file()
    {
        Assert.DoesNotContain(Projects(), p => !File.Exists(Path.Combine(Path.GetDirectoryName(p) ?? "", "packages.lock.json")));
    }

    private static IEnumerable<string> Projects() =>
        Roots.Select(r => Path.Combine(Repository.Root, r)).SelectMany(r => Directory.EnumerateFiles(r, "*.csproj", SearchOption.AllDirectories));

    private static IEnumerable<string> Names(string file, string element) => XDocument.Load(file).Descendants(element).Select(e => (string?)e.Attribute("Include") ?? "");
}
