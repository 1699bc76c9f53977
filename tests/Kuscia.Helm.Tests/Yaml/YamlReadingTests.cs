using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Tests.Yaml;

/// <summary>Forms that charts in the field use and that a strict reader refuses.</summary>
public sealed class YamlReadingTests
{
    [Theory]
    [InlineData("args: [\n  a,\n  b\n]\nc: 1\n", "{\"args\":[\"a\",\"b\"],\"c\":1}")]
    [InlineData("- b: [\n  a,\n  b\n  ]", "[{\"b\":[\"a\",\"b\"]}]")]
    [InlineData("x:\n  k: {\n  a: 1,\n  b: 2 }\n", "{\"x\":{\"k\":{\"a\":1,\"b\":2}}}")]
    [InlineData("a: \"m\nline\"\nb: 1\n", "{\"a\":\"m line\",\"b\":1}")]
    [InlineData("a: 'm\nline'\n", "{\"a\":\"m line\"}")]
    [InlineData("a: 1\n b: 2\n", "error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context")]
    [InlineData("a: 1\nfoo\nb: 2\n", "error converting YAML to JSON: yaml: line 3: could not find expected ':'")]
    [InlineData("- a\nb: 1\n", "error converting YAML to JSON: yaml: line 1: did not find expected '-' indicator")]
    [InlineData("a: b\n\tc: d\n", "error converting YAML to JSON: yaml: line 2: found a tab character that violates indentation")]
    [InlineData("  a: 1\nb: 2\n", "{\"a\":1}")]
    public void Text_is_read_as_the_original_reads_it(string text, string expected)
    {
        string actual;
        try
        {
            actual = HelmYaml.ToJson(HelmYaml.Parse(text));
        }
        catch (HelmYamlException error)
        {
            actual = error.Message;
        }

        Assert.Equal(expected, actual);
    }
}
