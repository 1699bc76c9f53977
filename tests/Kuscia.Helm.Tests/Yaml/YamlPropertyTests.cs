using FsCheck;
using FsCheck.Fluent;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Tests.Yaml;

/// <summary>Laws of printing and reading.</summary>
public sealed class YamlPropertyTests
{
    private static readonly string[] Texts =
    [
        "", "a", "yes", "null", "~", "1", "1e3", "0x1F", "2023-01-02", "12:30", "- x", "a: b", "# c", " lead", "trail ", "l1\nl2", "l1\nl2\n", "l1\n\n", "\n", "\nx",
        "  deep\nless", "tab\there", "it's", "say \"hi\"", "{a}", "[b]", "*x", "&y", "!z", "%p", "@q", "`r`", "é世", "😀", "a\\b", "---", "...", "a*b", "? k", ":", "x:", "|", ">",
        "the quick brown fox jumps over the lazy dog and runs away into the dark forest at night", "word  word   word    word     word      word       word        word         x",
    ];

    private static readonly Arbitrary<object?> Values = Gen.Choose(0, int.MaxValue - 1).Select(seed => Value(new Random(seed), 0)).ToArbitrary();

    [Fact]
    public void Reading_what_was_printed_gives_the_value_back() =>
        Prop.ForAll(Values, ReadsBack)
            .Check(Config.QuickThrowOnFailure.WithReplay(14843060134807314082UL, 8382866849807001691UL).WithMaxTest(3_000));

    [Fact]
    public void Printing_what_was_read_gives_the_text_back() =>
        Prop.ForAll(Values, value => HelmYaml.ToYaml(HelmYaml.Parse(HelmYaml.ToYaml(value))) == HelmYaml.ToYaml(value))
            .Check(Config.QuickThrowOnFailure.WithReplay(14843060134807314082UL, 8382866849807001691UL).WithMaxTest(2_000));

    [Fact]
    public void Line_ends_of_other_systems_and_a_mark_at_the_start_change_nothing() =>
        Prop.ForAll(Values, value => HelmYaml.YamlToJson("\uFEFF" + HelmYaml.ToYaml(value).Replace("\n", "\r\n")) == HelmYaml.ToJson(value))
            .Check(Config.QuickThrowOnFailure.WithReplay(14843060134807314082UL, 8382866849807001691UL).WithMaxTest(2_000));

    [Fact]
    public void Json_is_yaml_of_the_same_value() =>
        Prop.ForAll(Values, value => HelmYaml.YamlToJson(HelmYaml.ToJson(value, indent: true)) == HelmYaml.ToJson(value))
            .Check(Config.QuickThrowOnFailure.WithReplay(14843060134807314082UL, 8382866849807001691UL).WithMaxTest(2_000));

    [Fact]
    public void Json_gives_the_value_back() =>
        Prop.ForAll(Values, value => GoValue.DeepEquals(HelmYaml.FromJson(HelmYaml.ToJson(value)), value))
            .Check(Config.QuickThrowOnFailure.WithReplay(14843060134807314082UL, 8382866849807001691UL).WithMaxTest(2_000));

    private static bool ReadsBack(object? value)
    {
        string text = HelmYaml.ToYaml(value);
        return GoValue.DeepEquals(HelmYaml.Parse(text), value) ? true : throw new InvalidOperationException($"not read back:\n{text}\n{HelmYaml.ToJson(HelmYaml.Parse(text))}\n{HelmYaml.ToJson(value)}");
    }

    private static object? Value(Random random, int depth) => random.Next(depth > 4 ? 5 : 9) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => (double)random.Next(-1_000_000, 1_000_000),
        3 => random.NextDouble() * Math.Pow(10, random.Next(-12, 25)),
        4 => Text(random),
        5 or 6 => Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1)).ToList(),
        _ => new ValueMap(Enumerable.Range(0, random.Next(4)).Select(_ => KeyValuePair.Create(Text(random), Value(random, depth + 1)))),
    };

    private static string Text(Random random) => random.Next(3) == 0
        ? Texts[random.Next(Texts.Length)] + Texts[random.Next(Texts.Length)]
        : Texts[random.Next(Texts.Length)];
}
