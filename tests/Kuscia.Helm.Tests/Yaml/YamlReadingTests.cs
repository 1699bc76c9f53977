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
    [InlineData("k: |\n   \n  a\n", "error converting YAML to JSON: yaml: line 2: did not find expected key")]
    [InlineData("k: |\n  \n\n  a\n     \n  b\n", "{\"k\":\"\\n\\na\\n   \\nb\\n\"}")]
    [InlineData("k: >\n\n  a\n  b\n\n   c\n  d\n", "{\"k\":\"\\na b\\n\\n c\\nd\\n\"}")]
    [InlineData("k: |2-\n    a\n   b\n", "{\"k\":\"  a\\n b\"}")]
    [InlineData("k: |+\n  a\n\n", "{\"k\":\"a\\n\\n\"}")]
    [InlineData("k: |0\n  a\n", "error converting YAML to JSON: yaml: found an indentation indicator equal to 0")]
    [InlineData("[]: a\n", "[]")]
    [InlineData("a: &x [1]\nb:\n  <<: *x\n", "error converting YAML to JSON: yaml: map merge requires map or sequence of maps as the value")]
    [InlineData("a: !<int> b\n", "{\"a\":\"b\"}")]
    [InlineData("a: !!binary |\n  aGVs\n  bG8=\n", "{\"a\":\"hello\"}")]
    [InlineData("a: !!binary aGVs\n  bG8=\n", "error converting YAML to JSON: yaml: !!binary value contains invalid base64 data")]
    [InlineData("a: !!float 18446744073709551615\n", "error converting YAML to JSON: yaml: cannot decode !!int `18446744073709551615` as a !!float")]
    [InlineData("a: !!int b\n", "error converting YAML to JSON: yaml: cannot decode !!str `b` as a !!int")]
    [InlineData("%TAG !e! tag:yaml.org,2002:\n---\n!e!str 1\n", "\"1\"")]
    [InlineData("a: !e!b c\n", "error converting YAML to JSON: yaml: found undefined tag handle")]
    [InlineData("%YAML 1.1\n%YAML 1.1\n---\n", "error converting YAML to JSON: yaml: line 1: found duplicate %YAML directive")]
    [InlineData("a: 1\n---\n@\n", "{\"a\":1}")]
    [InlineData("a: 1\n...\n\u0007\n", "error converting YAML to JSON: yaml: control characters are not allowed")]
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

    [Fact]
    public void What_stands_far_behind_the_first_document_is_not_looked_at()
    {
        string text = "a: 1\n---\n" + new string('#', 600) + "\n\u0007";

        Assert.Equal("""{"a":1}""", HelmYaml.YamlToJson(text));
    }

    [Fact]
    public void A_key_may_be_as_long_as_1024_characters()
    {
        string key = string.Concat(Enumerable.Repeat("😀", 1_024));

        Assert.Equal($"{{\"{key}\":1}}", HelmYaml.YamlToJson(key + ": 1"));
        Assert.Throws<HelmYamlException>(() => HelmYaml.YamlToJson("x" + key + ": 1"));
    }

    [Theory]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("1.0", "1")]
    public void Json_for_a_server_keeps_all_digits(string yaml, string json) => Assert.Equal(json, HelmYaml.YamlToJson(yaml));
}
