using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Xunit.Abstractions;

namespace Kuscia.Helm.Tests.Vectors;

/// <summary>The recorded cases of KubeFATE's first stage.</summary>
public sealed class ValuesTemplateVectorTests(ITestOutputHelper output) : IClassFixture<CaseCounter>
{
    private const string File = "values-template.json";
    private static readonly IReadOnlyDictionary<string, VectorCase> Loaded = VectorFile.Load(File);
    private static readonly RenderOptions Options = new() { HelmErrors = false };

    public static TheoryData<string> Names
    {
        get
        {
            IReadOnlyDictionary<string, string> notFollowed = VectorFile.NotFollowed(File);
            return [.. Loaded.Keys.Where(name => !notFollowed.ContainsKey(name))];
        }
    }

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Case_gives_what_the_original_gave(string name) =>
        VectorCheck.Check(Loaded[name], FunctionTable.ValuesTemplate, "fate-values-templates", Options);

    [Fact]
    public void No_case_is_lost()
    {
        int notFollowed = VectorFile.NotFollowed(File).Count;

        output.WriteLine($"{File}: {Loaded.Count - notFollowed} of {Loaded.Count} cases run, {notFollowed} not followed");

        Assert.Equal(78, Loaded.Count);
    }
}
