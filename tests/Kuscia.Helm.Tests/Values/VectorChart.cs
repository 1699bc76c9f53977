using System.Text;
using System.Text.Json;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Tests.Values;

/// <summary>Builds the charts that values.json describes.</summary>
internal static class VectorChart
{
    public static Chart Load(JsonElement description, string? template, Action<string> warn)
    {
        List<ChartFile> files = new();
        Describe(files, "", description);
        if (template is not null)
        {
            files.Add(File("templates/t.yaml", template));
        }

        return new ChartLoader(warn: warn).LoadFiles(files);
    }

    private static void Describe(List<ChartFile> files, string prefix, JsonElement chart)
    {
        string version = chart.TryGetProperty("version", out JsonElement v) ? v.GetString()! : "0.1.0";
        StringBuilder yaml = new($"apiVersion: v2\nname: {chart.GetProperty("name").GetString()}\nversion: {version}\n");
        if (chart.TryGetProperty("type", out JsonElement type))
        {
            yaml.Append($"type: {type.GetString()}\n");
        }

        if (chart.TryGetProperty("dependencies", out JsonElement dependencies))
        {
            yaml.Append("dependencies: ").Append(dependencies.GetRawText()).Append('\n');
        }

        files.Add(File(prefix + "Chart.yaml", yaml.ToString()));
        if (chart.TryGetProperty("values", out JsonElement values))
        {
            files.Add(File(prefix + "values.yaml", values.GetRawText()));
        }

        if (chart.TryGetProperty("schema", out JsonElement schema))
        {
            files.Add(File(prefix + "values.schema.json", schema.GetRawText()));
        }

        if (chart.TryGetProperty("subcharts", out JsonElement subcharts))
        {
            foreach (JsonElement child in subcharts.EnumerateArray())
            {
                Describe(files, $"{prefix}charts/{child.GetProperty("name").GetString()}/", child);
            }
        }
    }

    private static ChartFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
