using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Xunit.Abstractions;

namespace Kuscia.Helm.Tests.Vectors;

/// <summary>The recorded cases of Helm's engine: language, functions and YAML.</summary>
public sealed class EngineVectorTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, IReadOnlyDictionary<string, VectorCase>> Files = new[] { "templates-language.json", "sprig.json", "yaml.json" }
        .ToDictionary(file => file, VectorFile.Load);

    public static TheoryData<string, string> Language => Cases("templates-language.json");

    public static TheoryData<string, string> Sprig => Cases("sprig.json");

    public static TheoryData<string, string> Yaml => Cases("yaml.json");

    [Theory]
    [MemberData(nameof(Language), DisableDiscoveryEnumeration = true)]
    public void Language_case_gives_what_the_original_gave(string file, string name) => Check(Files[file][name]);

    [Theory]
    [MemberData(nameof(Sprig), DisableDiscoveryEnumeration = true)]
    public void Function_case_gives_what_the_original_gave(string file, string name) => Check(Files[file][name]);

    [Theory]
    [MemberData(nameof(Yaml), DisableDiscoveryEnumeration = true)]
    public void Yaml_case_gives_what_the_original_gave(string file, string name) => Check(Files[file][name]);

    [Theory]
    [InlineData("templates-language.json", 525)]
    [InlineData("sprig.json", 828)]
    [InlineData("yaml.json", 344)]
    public void No_case_is_lost(string file, int expected)
    {
        IReadOnlyDictionary<string, string> notFollowed = VectorFile.NotFollowed(file);
        int run = Files[file].Keys.Count(name => !notFollowed.ContainsKey(name));

        output.WriteLine($"{file}: {run} of {Files[file].Count} cases run, {notFollowed.Count} not followed");

        Assert.Equal(expected, Files[file].Count);
        Assert.All(notFollowed.Keys, name => Assert.Contains(name, Files[file].Keys));
    }

    internal static TheoryData<string, string> Cases(string file)
    {
        IReadOnlyDictionary<string, string> notFollowed = VectorFile.NotFollowed(file);
        TheoryData<string, string> cases = [];
        foreach (string name in Files[file].Keys.Where(name => !notFollowed.ContainsKey(name)))
        {
            cases.Add(file, name);
        }
        return cases;
    }

    private static void Check(VectorCase item) => VectorCheck.Check(item, FunctionTable.Helm, "case", RenderOptions.Default);
}
