using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Tests.Yaml;

/// <summary>The forms for which there is a printer of our own (docs/adr/0004).</summary>
public class PrintingTests
{
    [Fact]
    public void A_list_below_the_first_key_of_a_nested_map_stands_under_the_key() =>
        Assert.Equal("- - a\n  - x:\n    - a", Print(new List<object?> { new List<object?> { "a", new ValueMap { ["x"] = new List<object?> { "a" } } } }));

    [Theory]
    [InlineData("a\tb", "\"a\\tb\"")]
    [InlineData("all:\n\tmake\n", "\"all:\\n\\tmake\\n\"")]
    [InlineData("a\uFEFF", "\"a\\uFEFF\"")]
    [InlineData("\n", "|2+\n")]
    [InlineData("", "\"\"")]
    public void Texts_are_printed_as_yaml_v2_prints_them(string text, string expected) => Assert.Equal(expected, Print(text).TrimEnd('\n') + (expected.EndsWith('\n') ? "\n" : ""));

    private static string Print(object? value) => HelmYaml.ToYaml(value).TrimEnd('\n');
}
