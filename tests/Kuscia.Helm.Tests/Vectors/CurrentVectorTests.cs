using System.Text.Json;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Tests.Commands;
using Kuscia.Helm.Tests.Values;
using Kuscia.Helm.Values;
using Kuscia.Helm.Yaml;
using Xunit.Abstractions;

namespace Kuscia.Helm.Tests.Vectors;

/// <summary>The recorded cases of the newest Helm 3: templates, values of charts, and whole runs of <c>helm template</c>.</summary>
public sealed class CurrentVectorTests(ITestOutputHelper output)
{
    private const string Name = "current.json";
    private static readonly Dictionary<string, JsonElement> Loaded = Load();
    private static readonly IReadOnlyDictionary<string, string> NotFollowed = VectorFile.NotFollowed(Name);

    public static TheoryData<string> Templates => Cases("template");

    public static TheoryData<string> Charts => Cases("chart");

    public static TheoryData<string> Runs => Cases("files");

    [Theory]
    [MemberData(nameof(Templates), DisableDiscoveryEnumeration = true)]
    public void Template_gives_what_the_original_gave(string name) =>
        VectorCheck.Check(VectorCase.Read(Loaded[name]), FunctionTable.Helm, "case", RenderOptions.Default);

    [Theory]
    [MemberData(nameof(Charts), DisableDiscoveryEnumeration = true)]
    public void Values_of_a_chart_are_what_the_original_made_of_them(string name)
    {
        JsonElement item = Loaded[name];
        List<string> warnings = new();

        (string? error, string? values, string[] enabled) = Process(item, warnings.Add);

        Assert.Equal(Text(item, "error"), error);
        Assert.Equal(item.TryGetProperty("output", out JsonElement expected) ? HelmYaml.ToJson(HelmYaml.FromJson(expected.GetRawText())) : null, values);
        Assert.Equal(Texts(item, "subcharts_enabled"), enabled);
        Assert.Equal(Texts(item, "warnings"), warnings.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Runs), DisableDiscoveryEnumeration = true)]
    public async Task Run_prints_what_the_original_printed(string name)
    {
        JsonElement item = Loaded[name];
        DirectoryInfo folder = Directory.CreateTempSubdirectory("helm-current-");
        try
        {
            string chart = Path.Combine(folder.FullName, "app");
            foreach (JsonProperty file in item.GetProperty("files").EnumerateObject())
            {
                string path = Path.Combine(chart, file.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!); // not null: it is below the chart
                await File.WriteAllTextAsync(path, file.Value.GetString());
            }

            HelmRun helm = new();
            int code = await helm.RunAsync(["template", Text(item, "release") ?? "rel", chart, "-n", "ns1", .. Texts(item, "flags")]);

            string printed = helm.Error.Replace(folder.FullName, ".", StringComparison.Ordinal);
            string[] parts = ("\n" + printed).Split("\nError: ", 2);
            Assert.Equal(Text(item, "error"), parts.Length > 1 ? parts[1].TrimEnd('\n') : null);
            Assert.Equal(Text(item, "output") ?? "", code == 0 ? helm.Output : "");
            Assert.Equal(Texts(item, "warnings"), parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void No_case_is_lost()
    {
        output.WriteLine($"{Name}: {Loaded.Count - NotFollowed.Count} of {Loaded.Count} cases run, {NotFollowed.Count} not followed");

        Assert.Equal(1049, Loaded.Count);
        Assert.All(NotFollowed.Keys, name => Assert.Contains(name, Loaded.Keys));
    }

    private static (string? Error, string? Values, string[] Enabled) Process(JsonElement item, Action<string> warn)
    {
        ValueMap user = [];
        foreach (JsonElement file in item.GetProperty("user_values").EnumerateArray())
        {
            user = ValuesMerger.MergeMaps(user, (ValueMap)HelmYaml.FromJson(file.GetRawText())!); // not null: each is a map
        }

        try
        {
            Chart chart = VectorChart.Load(item.GetProperty("chart"), null, warn);
            new DependencyProcessor(warn).Process(chart, user);
            ValueMap values = new ValuesCoalescer(warn).Coalesce(chart, user);
            SchemaCheck.Check(chart, values);
            return (null, HelmYaml.ToJson(values), [.. Enabled(chart, "").Order(StringComparer.Ordinal)]);
        }
        catch (HelmException e)
        {
            return (e.Message, null, []);
        }
    }

    private static IEnumerable<string> Enabled(Chart chart, string prefix) =>
        chart.Dependencies.SelectMany(child => Enabled(child, prefix + child.Name + ".").Prepend(prefix + child.Name));

    private static Dictionary<string, JsonElement> Load()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", Name)));
        return document.RootElement.EnumerateArray().ToDictionary(item => item.GetProperty("name").GetString()!, item => item.Clone());
    }

    private static TheoryData<string> Cases(string kind) =>
        [.. Loaded.Where(item => item.Value.TryGetProperty(kind, out _) && !NotFollowed.ContainsKey(item.Key)).Select(item => item.Key)];

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static string[] Texts(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray().Select(text => text.GetString()!)] : [];
}
