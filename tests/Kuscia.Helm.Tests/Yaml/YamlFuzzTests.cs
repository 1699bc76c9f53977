using Kuscia.Helm.Templates;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Tests.Yaml;

/// <summary>Random input must be read or refused with a message. HELM_FUZZ_ROUNDS makes it longer.</summary>
public sealed class YamlFuzzTests
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("HELM_FUZZ_ROUNDS"), out int rounds) ? rounds : 30_000;

    private static readonly string[] Pieces =
    [
        "a", ": ", ":", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", "'", "\"", "|", ">", "|-", "&x ", "*x", "!!str ", "!!int ", "# c", "<<: ", "? ", "%",
        "@", "`", "\t", "\\", "\\n", "\\x4", "1", "1.5", "0x1F", "true", "~", "---", "...", "é", "😀", "\u0085", "\uFEFF", "b: 1", "k: v\n", "- x\n", "\r\n",
    ];

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Random_text_is_read_or_refused(int seed)
    {
        Random random = new(seed);

        for (int i = 0; i < Rounds; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 16)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            ReadOrRefuse(text);
        }
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        Assert.Throws<HelmYamlException>(() => HelmYaml.Parse(new string('[', 100_000)));
        Assert.Throws<HelmYamlException>(() => HelmYaml.FromJson(new string('[', 100_000)));
    }

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 12; i++)
            text += $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n";

        HelmYamlException error = Assert.Throws<HelmYamlException>(() => HelmYaml.Parse(text));

        Assert.Equal("error converting YAML to JSON: yaml: document contains excessive aliasing", error.Message);
    }

    [Fact]
    public void A_map_that_contains_itself_is_refused()
    {
        ValueMap map = [];
        map["self"] = map;

        Assert.Throws<HelmYamlException>(() => HelmYaml.ToYaml(map));
        Assert.Throws<HelmYamlException>(() => HelmYaml.ToJson(map));
    }

    private static void ReadOrRefuse(string text)
    {
        try
        {
            object? value = HelmYaml.Parse(text);
            HelmYaml.ToJson(value);
        }
        catch (HelmYamlException error)
        {
            Assert.NotEmpty(error.Message);
        }
        catch (Exception error)
        {
            Assert.Fail($"{text}\n{error}");
        }
    }
}
