using System.Text.Json;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Tests.Vectors;
using Kuscia.Helm.Values;
using Xunit.Abstractions;

namespace Kuscia.Helm.Tests.Charts;

/// <summary>Whole charts with the outputs of the original implementation.</summary>
public sealed class ChartScenarioTests(ITestOutputHelper output)
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "vectors", "charts");

    public static TheoryData<string, string> Scenarios
    {
        get
        {
            TheoryData<string, string> all = [];
            IReadOnlyDictionary<string, string> notFollowed = VectorFile.NotFollowed("charts");
            foreach ((string chart, JsonElement scenario) in All())
            {
                string name = scenario.GetProperty("name").GetString()!; // not null: every scenario has a name
                if (!notFollowed.ContainsKey($"{chart}/{name}"))
                {
                    all.Add(chart, name);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios), DisableDiscoveryEnumeration = true)]
    public void Scenario_gives_what_the_original_gave(string chart, string scenario)
    {
        JsonElement expected = Json(Path.Combine(Root, chart, "expected", scenario + ".json"));
        List<string> warnings = new();

        string? error = null;
        RenderedChart? rendered = null;
        Chart loaded = new ChartLoader(warn: warnings.Add).Load(Path.Combine(Root, chart, "chart"));
        try
        {
            rendered = Render(loaded, chart, expected, warnings);
        }
        catch (HelmException e)
        {
            error = e.Message;
        }

        Assert.Equal(Text(expected, "error"), error);
        Assert.Equal(Texts(expected, "warnings"), warnings.Distinct().Order(StringComparer.Ordinal));
        if (rendered is not null)
        {
            CheckRendered(expected, rendered);
            CheckCrds(expected, loaded);
        }
    }

    [Fact]
    public void No_scenario_is_lost()
    {
        int count = All().Count();
        output.WriteLine($"charts: {count - VectorFile.NotFollowed("charts").Count} of {count} scenarios run");

        Assert.Equal(24, count);
    }

    private static RenderedChart Render(Chart chart, string folder, JsonElement scenario, List<string> warnings)
    {
        ValuesOptions options = new()
        {
            Files = [.. scenario.GetProperty("valuesFiles").EnumerateArray().Select(file => Path.Combine(Root, folder, file.GetString()!))],
        };
        ReleaseScope scope = new(
            Text(scenario, "release")!,
            Text(scenario, "namespace")!,
            scenario.GetProperty("revision").GetInt32(),
            Text(scenario, "operation") == "upgrade");
        Capabilities capabilities = new(KubernetesVersion.Parse(Text(scenario, "kubeVersion")!), Texts(scenario, "apiVersions"));
        ValueMap values = new ValuesMerger().Merge(options);
        return new ChartRenderer(warnings.Add).Render(chart, values, scope, capabilities, RenderSettings.Default, CancellationToken.None);
    }

    private static void CheckRendered(JsonElement expected, RenderedChart rendered)
    {
        foreach (JsonProperty file in expected.GetProperty("rendered").EnumerateObject())
        {
            Assert.True(rendered.Files.ContainsKey(file.Name), $"{file.Name} was not rendered");
            Assert.Equal(file.Value.GetString(), rendered.Files[file.Name]);
        }

        Assert.Equal(expected.GetProperty("rendered").EnumerateObject().Count(), rendered.Files.Count);
        Assert.Equal(Text(expected, "manifest"), rendered.Manifest);
        Assert.Equal(Text(expected, "notes") ?? "", rendered.Notes);
        JsonElement[] hooks = expected.TryGetProperty("hooks", out JsonElement list) ? [.. list.EnumerateArray()] : [];
        Assert.Equal(hooks.Select(Describe), rendered.Hooks.Select(Describe));
    }

    private static void CheckCrds(JsonElement expected, Chart chart)
    {
        Dictionary<string, string> crds = expected.TryGetProperty("crds", out JsonElement list)
            ? list.EnumerateObject().ToDictionary(crd => crd.Name, crd => crd.Value.GetString()!)
            : [];
        Assert.Equal(crds, chart.Crds().ToDictionary(crd => crd.FullName, crd => crd.File.Text));
    }

    private static string Describe(JsonElement hook) =>
        $"{Text(hook, "name")}|{Text(hook, "kind")}|{Text(hook, "path")}|{string.Join(',', Texts(hook, "events"))}|" +
        $"{hook.GetProperty("weight").GetInt32()}|{string.Join(',', Texts(hook, "deletePolicies"))}|{Text(hook, "manifest")}";

    private static string Describe(ReleaseHook hook) =>
        $"{hook.Name}|{hook.Kind}|{hook.Path}|{string.Join(',', hook.Events)}|{hook.Weight}|{string.Join(',', hook.DeletePolicies)}|{hook.Manifest}";

    private static IEnumerable<(string Chart, JsonElement Scenario)> All() =>
        Directory.GetDirectories(Root).Order(StringComparer.Ordinal).SelectMany(folder =>
            Json(Path.Combine(folder, "scenarios.json")).EnumerateArray().Select(scenario => (Path.GetFileName(folder), scenario)));

    private static JsonElement Json(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static string[] Texts(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray().Select(text => text.GetString()!)] : [];
}
