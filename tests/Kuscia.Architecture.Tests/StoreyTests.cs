using System.Xml.Linq;

namespace Kuscia.Architecture.Tests;

/// <summary>References go down only, and services never reference each other.</summary>
public class StoreyTests
{
    private static readonly Dictionary<string, int> Storeys = new()
    {
        ["Kuscia.Model"] = 0,
        ["Kuscia.Protos"] = 0,
        ["Kuscia.Client"] = 1,
        ["Kuscia.Hosting"] = 1,
        ["Kuscia.Identity"] = 1,
        ["Kuscia.Operations"] = 1,
        ["Kuscia.Storage"] = 1,
        ["Kuscia.Helm"] = 1,
        ["Kuscia.Psi"] = 1,
        ["Kuscia.ApiServer"] = 2,
        ["Kuscia.Controllers"] = 2,
        ["Kuscia.Interconnection"] = 2,
        ["Kuscia.Gateway"] = 2,
        ["Kuscia.Agent"] = 2,
        ["Kuscia.DataMesh"] = 2,
        ["Kuscia.Api"] = 2,
        ["Kuscia.Console"] = 2,
        ["Kuscia.Node"] = 3,
        ["KubeFate"] = 3,
    };

    public static TheoryData<string> Projects() => [.. Names()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_has_a_storey(string project) => Assert.Contains(project, Storeys.Keys);

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_go_down_only(string project)
    {
        foreach (string reference in References(project))
        {
            bool down = Storeys[reference] < Storeys[project] || (Storeys[reference] == 1 && Storeys[project] == 1);

            Assert.True(down, $"{project} (storey {Storeys[project]}) must not reference {reference} (storey {Storeys[reference]})");
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_holds_code(string project) =>
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(Repository.Source, project), "*.cs", SearchOption.AllDirectories));

    internal static IEnumerable<string> Names() => Directory.EnumerateFiles(Repository.Source, "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p));

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(Repository.Source, project, $"{project}.csproj"))
            .Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension((string?)r.Attribute("Include") ?? ""));
}
