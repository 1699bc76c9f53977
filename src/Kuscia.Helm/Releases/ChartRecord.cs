using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Releases;

/// <summary>A chart as it is kept inside a stored release: metadata, templates, values, schema and files, but no subcharts.</summary>
internal static class ChartRecord
{
    public static ValueMap Write(Chart chart) => new()
    {
        ["metadata"] = MetadataObject.ToJson(chart.Metadata),
        ["lock"] = chart.Lock,
        ["templates"] = Files(chart.Templates),
        ["values"] = chart.Values,
        ["schema"] = chart.Schema is { } schema ? Convert.ToBase64String(schema.Span) : null,
        ["files"] = Files(chart.Files),
    };

    public static Chart? Read(ValueMap record)
    {
        if (record["metadata"] is not ValueMap metadata)
        {
            return null;
        }

        return new Chart
        {
            Metadata = MetadataReader.Read(metadata, requirements: null),
            Lock = record["lock"] as ValueMap,
            Templates = ReadFiles(record["templates"]),
            Values = record["values"] as ValueMap,
            Schema = record["schema"] is string schema ? Convert.FromBase64String(schema) : null,
            Files = ReadFiles(record["files"]),
        };
    }

    private static List<object?>? Files(IReadOnlyList<ChartFile> files) =>
        files.Count == 0
            ? null
            : [.. files.Select(file => new ValueMap { ["name"] = file.Name, ["data"] = Convert.ToBase64String(file.Data.Span) })];

    private static List<ChartFile> ReadFiles(object? list) =>
    [
        .. (list as List<object?> ?? []).OfType<ValueMap>().Select(file =>
            new ChartFile(file["name"] as string ?? "", Convert.FromBase64String(file["data"] as string ?? ""))),
    ];
}
