using Kuscia.Helm.GoValues;
using Kuscia.Helm.Tests.Vectors;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Tests.Yaml;

/// <summary>Random input must be read or refused with a message. HELM_FUZZ_ROUNDS makes it longer.</summary>
public sealed class YamlFuzzTests
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("HELM_FUZZ_ROUNDS"), out int rounds) ? rounds : 30_000;

    private static readonly string[] Pieces =
    [
        "a", ": ", ":", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", "'", "\"", "|", ">", "|-", "&x ", "*x", "!!str ", "!!int ", "# c", "<<: ", "? ", "%",
        "@", "`", "\t", "\\", "\\n", "\\x4", "1", "1.5", "0x1F", "true", "~", "---", "...", "...\n", "%TAG ! t:\n", "%YAML 1.1\n", "!<x> ", "!e!%41 ", "|2\n", ">+\n", "\"\\\n", "\\u00e9", "\u2028", "\uD83D", "\uDCFF", "\uDCFE", "\0", "é", "😀", "\u0085", "\uFEFF", "b: 1", "k: v\n", "- x\n", "\r\n",
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

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Damaged_documents_are_read_or_refused(int seed)
    {
        Random random = new(seed);
        IReadOnlyList<ReaderCase> cases = ReaderCase.Load();

        for (int i = 0; i < Rounds; i++)
        {
            ReadOrRefuse(Damaged(cases[random.Next(cases.Count)].Text, random));
        }
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 100_000)]
    [InlineData("[{", 100_000)]
    [InlineData("[a: ", 100_000)]
    [InlineData("- ", 100_000)]
    [InlineData("? ", 100_000)]
    [InlineData("? - ", 100_000)]
    [InlineData("[\n", 100_000)]
    public void Deep_nesting_is_refused(string piece, int times)
    {
        Assert.Throws<HelmYamlException>(() => HelmYaml.Parse(string.Concat(Enumerable.Repeat(piece, times))));
    }

    [Theory]
    [InlineData("a", 4_000_000, 1)]
    [InlineData("a ", 2_000_000, 1)]
    [InlineData("a\n", 2_000_000, 1)]
    [InlineData("'", 4_000_000, 1)]
    [InlineData("\n", 4_000_000, 1)]
    [InlineData("# c\n", 1_000_000, 1)]
    [InlineData("- a\n", 1_000_000, 1_000_000)]
    [InlineData("a: 1\n", 1_000_000, 1)]
    [InlineData("- [a, {b: c}]\n", 300_000, 300_000)]
    [InlineData("- <<: {a: b}\n", 300_000, 300_000)]
    [InlineData("- |\n\n\n  a\n", 300_000, 300_000)]
    public void Long_documents_take_time_in_proportion(string piece, int times, int items)
    {
        object? value = HelmYaml.Parse(string.Concat(Enumerable.Repeat(piece, times)));

        Assert.Equal(items, value is System.Collections.IList list ? list.Count : 1);
    }

    [Fact]
    public void Deep_json_is_refused()
    {
        Assert.Throws<HelmYamlException>(() => HelmYaml.FromJson(new string('[', 100_000)));
    }

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 12; i++)
        {
            text += $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n";
        }

        HelmYamlException error = Assert.Throws<HelmYamlException>(() => HelmYaml.Parse(text));

        Assert.Equal("error converting YAML to JSON: yaml: document contains excessive aliasing", error.Message);
    }

    [Fact]
    public void Long_texts_that_aliases_multiply_are_refused()
    {
        string text = $"a: &a {new string('x', 1_000_000)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 99))}]\n";

        HelmYamlException error = Assert.Throws<HelmYamlException>(() => HelmYaml.Parse(text));

        Assert.Equal("error converting YAML to JSON: yaml: document contains excessive aliasing", error.Message);
    }

    [Fact]
    public void Merges_that_multiply_are_refused()
    {
        string text = "a0: &a0 {x: 1}\n";
        for (int i = 1; i < 24; i++)
        {
            text += $"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}], k{i}: 1}}\n";
        }

        Assert.Throws<HelmYamlException>(() => HelmYaml.Parse(text));
    }

    [Fact]
    public void A_map_that_contains_itself_is_refused()
    {
        ValueMap map = [];
        map["self"] = map;

        Assert.Throws<HelmYamlException>(() => HelmYaml.ToYaml(map));
        Assert.Throws<HelmYamlException>(() => HelmYaml.ToJson(map));
    }

    // Something is taken out, doubled, put in or exchanged, a few times.
    private static string Damaged(string text, Random random)
    {
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int start = random.Next(text.Length + 1);
            int end = Math.Min(text.Length, start + random.Next(8));
            string piece = Pieces[random.Next(Pieces.Length)];
            text = random.Next(4) switch
            {
                0 => text.Remove(start, end - start),
                1 => text.Insert(end, text[start..end]),
                2 => text.Insert(start, piece),
                _ => text[..start] + piece + text[end..],
            };
        }

        return text;
    }

    private static void ReadOrRefuse(string text)
    {
        try
        {
            HelmYaml.ToYaml(HelmYaml.Parse(text));
            PlainYaml.Parse(text);
            HelmYaml.YamlToJson(text);
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
