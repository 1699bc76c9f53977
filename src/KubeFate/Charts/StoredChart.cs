using System.Text.Json.Nodes;
using KubeFate.Wire;
using Kuscia.Helm.Charts;

namespace KubeFate.Charts;

/// <summary>A chart as it was uploaded, with the parts that clients read one by one.</summary>
internal sealed record StoredChart
{
    public BaseFields Base { get; init; } = new();

    public required string Uuid { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public string AppVersion { get; init; } = "";

    /// <summary>Text of Chart.yaml.</summary>
    public string ChartText { get; init; } = "";

    /// <summary>Text of values.yaml.</summary>
    public string ValuesText { get; init; } = "";

    /// <summary>Text of values-template.yaml; empty when the chart has none.</summary>
    public string ValuesTemplate { get; init; } = "";

    /// <summary>Text of values-template-example.yaml.</summary>
    public string ValuesTemplateExample { get; init; } = "";

    /// <summary>The files under templates, as JSON of name and base64.</summary>
    public JsonArray Templates { get; init; } = [];

    /// <summary>The archive as it was uploaded; null for rows that the original wrote.</summary>
    public byte[]? Archive { get; init; }

    /// <summary>Takes the parts out of an archive.</summary>
    /// <exception cref="HelmException">It is no chart.</exception>
    public static StoredChart FromArchive(byte[] archive)
    {
        using MemoryStream packed = new(archive, writable: false);
        Chart chart = new ChartLoader().LoadArchive(packed);
        string Text(string name) => chart.Raw.FirstOrDefault(file => file.Name == name)?.Text ?? "";
        return new StoredChart
        {
            Uuid = Guid.NewGuid().ToString(),
            Name = chart.Metadata.Name,
            Version = chart.Metadata.Version,
            AppVersion = chart.Metadata.AppVersion,
            ChartText = Text("Chart.yaml"),
            ValuesText = Text("values.yaml"),
            ValuesTemplate = Text("values-template.yaml"),
            ValuesTemplateExample = Text("values-template-example.yaml"),
            Templates = [.. chart.Templates.Select(file => (JsonNode)new JsonObject { ["name"] = file.Name, ["data"] = Convert.ToBase64String(file.Data.Span) })],
            Archive = archive,
        };
    }

    /// <summary>The chart, ready to be rendered once.</summary>
    /// <exception cref="HelmException">It is no chart.</exception>
    public Chart Load()
    {
        if (Archive is { Length: > 0 } archive)
        {
            using MemoryStream packed = new(archive, writable: false);
            return new ChartLoader().LoadArchive(packed);
        }

        List<ChartFile> files = [File("Chart.yaml", ChartText), File("values.yaml", ValuesText)];
        files.AddRange(Templates.OfType<JsonObject>().Select(item =>
            new ChartFile(item["name"]?.GetValue<string>() ?? "", Convert.FromBase64String(item["data"]?.GetValue<string>() ?? ""))));
        return new ChartLoader().LoadFiles(files);
    }

    public JsonObject ToJson() => Base.AddTo(new JsonObject
    {
        ["uuid"] = Uuid,
        ["name"] = Name,
        ["chart"] = ChartText,
        ["values"] = ValuesText,
        ["values_template"] = ValuesTemplate,
        ["values_template_example"] = ValuesTemplateExample,
        ["templates"] = Templates.DeepClone(),
        ["version"] = Version,
        ["app_version"] = AppVersion,
    });

    private static ChartFile File(string name, string text) => new(name, Kuscia.Helm.GoValues.GoText.ToBytes(text));
}
