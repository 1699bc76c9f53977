using System.Text.Json;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Values;
using Kuscia.Helm.Yaml;
using Xunit.Abstractions;

namespace Kuscia.Helm.Tests.Values;

/// <summary>The recorded cases of values: dependencies, coalescing, warnings.</summary>
public sealed class ValuesVectorTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, JsonElement> Cases = Load();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Case_gives_what_the_original_gave(string name)
    {
        JsonElement item = Cases[name];
        List<string> warnings = new();
        string? template = item.TryGetProperty("template", out JsonElement text) ? text.GetString() : null;
        Chart chart = VectorChart.Load(item.GetProperty("chart"), template, warnings.Add);

        string? error = null;
        ValueMap? values = null;
        try
        {
            new DependencyProcessor(warnings.Add).Process(chart, UserValues(item));
            values = new ValuesCoalescer(warnings.Add).Coalesce(chart, UserValues(item));
        }
        catch (HelmException e)
        {
            error = e.Message;
        }

        Assert.Equal(Text(item, "error"), error);
        if (error is null)
        {
            Assert.Equal(Canonical(item.GetProperty("output")), HelmYaml.ToJson(values));
            Assert.Equal(Texts(item, "subcharts_enabled"), Enabled(chart, "").Order(StringComparer.Ordinal));
        }

        Assert.Equal(Texts(item, "warnings"), warnings.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Template_over_the_values_gives_what_the_original_gave(string name)
    {
        JsonElement item = Cases[name];
        if (Text(item, "rendered") is not { } expected)
        {
            return;
        }

        Chart chart = VectorChart.Load(item.GetProperty("chart"), Text(item, "template"), static _ => { });

        // The texts of these cases are no manifests, so only the files are rendered.
        new DependencyProcessor(static _ => { }).Process(chart, UserValues(item));
        ValueMap values = new ValuesCoalescer(static _ => { }).Coalesce(chart, UserValues(item));
        SortedDictionary<string, string> files = ChartTemplates.Collect(chart, values, new ReleaseScope("r", "n", 1, false), Capabilities.Default)
            .Render(RenderOptions.Default, CancellationToken.None);

        Assert.Equal(expected, files["parent/templates/t.yaml"]);
    }

    [Fact]
    public void No_case_is_lost()
    {
        output.WriteLine($"values.json: {Cases.Count} of {Cases.Count} cases run");

        Assert.Equal(113, Cases.Count);
    }

    private static Dictionary<string, JsonElement> Load()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "vectors", "values.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.EnumerateArray().ToDictionary(item => item.GetProperty("name").GetString()!, item => item.Clone());
    }

    private static ValueMap UserValues(JsonElement item)
    {
        ValueMap merged = [];
        foreach (JsonElement file in item.GetProperty("user_values").EnumerateArray())
        {
            merged = ValuesMerger.MergeMaps(merged, (ValueMap)HelmYaml.FromJson(file.GetRawText())!);
        }

        return merged;
    }

    private static IEnumerable<string> Enabled(Chart chart, string prefix) =>
        chart.Dependencies.SelectMany(child => Enabled(child, prefix + child.Name + ".").Prepend(prefix + child.Name));

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static string[] Texts(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray().Select(text => text.GetString()!)] : [];

    private static string Canonical(JsonElement value) => HelmYaml.ToJson(HelmYaml.FromJson(value.GetRawText()));
}
