using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Charts;

/// <summary>Builds a chart with its subcharts from the files of a folder or an archive.</summary>
internal sealed class ChartAssembler(ArchiveBudget budget, Action<string> warn)
{
    public Chart Assemble(IReadOnlyList<ChartFile> files, int depth = 0)
    {
        if (depth > budget.MaxDepth)
        {
            throw new HelmException($"subcharts are nested deeper than {budget.MaxDepth}");
        }

        Chart chart = Build(files);
        List<Chart> children = new();
        foreach (IGrouping<string, ChartFile> group in SubchartFiles(files))
        {
            if (group.Key.StartsWith('_') || group.Key.StartsWith('.'))
            {
                continue;
            }

            children.Add(Subchart(chart, group.Key, [.. group], depth));
        }

        chart.SetDependencies(children);
        return chart;
    }

    private static IEnumerable<IGrouping<string, ChartFile>> SubchartFiles(IReadOnlyList<ChartFile> files) =>
        files
            .Where(file => IsSubchartFile(file.Name))
            .Select(file => file with { Name = file.Name["charts/".Length..] })
            .GroupBy(file => file.Name.Split('/', 2)[0], StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal);

    private static bool IsSubchartFile(string name) =>
        name.StartsWith("charts/", StringComparison.Ordinal) && ChartPaths.Extension(name) != ".prov";

    private Chart Subchart(Chart parent, string name, IReadOnlyList<ChartFile> files, int depth)
    {
        try
        {
            if (ChartPaths.Extension(name) == ".tgz")
            {
                return files[0].Name == name
                    ? Assemble(ChartArchive.Read(new MemoryStream(files[0].Data.ToArray(), writable: false), budget), depth + 1)
                    : throw new HelmException($"error unpacking tar in {parent.Name}: expected {name}, got {files[0].Name}");
            }

            return Assemble([.. files.Where(file => file.Name.Contains('/')).Select(file => file with { Name = file.Name[(name.Length + 1)..] })], depth + 1);
        }
        catch (HelmException e)
        {
            throw new HelmException($"error unpacking {name} in {parent.Name}: {e.Message}", e);
        }
    }

    private Chart Build(IReadOnlyList<ChartFile> files)
    {
        // The last file of a name wins, as in Helm.
        ChartFile? Named(string name) => files.LastOrDefault(file => file.Name == name);
        ChartFile chartYaml = Named("Chart.yaml") ?? throw new HelmException("Chart.yaml file is missing");
        ChartFile? requirements = Named("requirements.yaml");
        ChartMetadata metadata = Describe(chartYaml, requirements);
        bool oldFormat = metadata.ApiVersion == "v1";
        if (requirements is not null && !oldFormat)
        {
            warn("Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". We recommend migrating dependencies to Chart.yaml.");
        }

        ChartFile? locked = Named("Chart.lock") ?? Named("requirements.lock");
        return new Chart
        {
            Metadata = metadata,
            Raw = files,
            Lock = locked is null ? null : Table(locked),
            Values = Named("values.yaml") is { } values ? Table(values) : null,
            Schema = Named("values.schema.json")?.Data,
            Templates = [.. files.Where(file => file.Name.StartsWith("templates/", StringComparison.Ordinal))],
            Files = [.. files.Where(file => IsExtra(file.Name, oldFormat))],
        };
    }

    private static bool IsExtra(string name, bool oldFormat) => name switch
    {
        "Chart.yaml" or "Chart.lock" or "values.yaml" or "values.schema.json" => false,
        "requirements.yaml" or "requirements.lock" => oldFormat,
        _ => !name.StartsWith("templates/", StringComparison.Ordinal) && !IsSubchartFile(name),
    };

    private static ChartMetadata Describe(ChartFile chartYaml, ChartFile? requirements)
    {
        ValueMap? declared = requirements is null ? null : Table(requirements);
        ValueMap table = Table(chartYaml, "chart.Metadata");
        try
        {
            return MetadataReader.Read(table, declared);
        }
        catch (HelmException e) when (!e.Message.StartsWith("validation: ", StringComparison.Ordinal))
        {
            throw new HelmException("cannot load Chart.yaml: " + e.Message, e);
        }
    }

    private static ValueMap Table(ChartFile file, string goType = "map[string]interface {}")
    {
        object? parsed;
        try
        {
            parsed = HelmYaml.Parse(file.Text);
        }
        catch (HelmYamlException e)
        {
            throw new HelmException($"cannot load {file.Name}: {e.Message}", e);
        }

        return parsed switch
        {
            null => [],
            ValueMap map => map,
            _ => throw new HelmException($"cannot load {file.Name}: {GoStructReader.CannotDecode(parsed, goType).Message}"),
        };
    }
}
