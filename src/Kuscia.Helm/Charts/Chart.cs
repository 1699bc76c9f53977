using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Charts;

/// <summary>
/// A chart in memory with its subcharts. Processing dependencies changes it in place (names by alias, values by import,
/// subcharts by condition), so load it anew for each operation. Not thread-safe.
/// </summary>
public sealed class Chart
{
    private List<Chart> _dependencies = [];

    /// <summary>The contents of Chart.yaml.</summary>
    public required ChartMetadata Metadata { get; init; }

    /// <summary>Every file as it was read.</summary>
    public IReadOnlyList<ChartFile> Raw { get; init; } = [];

    /// <summary>The contents of Chart.lock, if there is one.</summary>
    public ValueMap? Lock { get; init; }

    /// <summary>The files under <c>templates/</c>.</summary>
    public IReadOnlyList<ChartFile> Templates { get; init; } = [];

    /// <summary>The defaults of values.yaml; null when the chart has none.</summary>
    public ValueMap? Values { get; set; }

    /// <summary>The text of values.schema.json; null when the chart has none.</summary>
    public ReadOnlyMemory<byte>? Schema { get; init; }

    /// <summary>All other files, which templates reach by <c>.Files</c>.</summary>
    public IReadOnlyList<ChartFile> Files { get; init; } = [];

    /// <summary>The chart that contains this one; null for the top chart.</summary>
    public Chart? Parent { get; private set; }

    /// <summary>The subcharts.</summary>
    public IReadOnlyList<Chart> Dependencies => _dependencies;

    /// <summary>The name, or the alias.</summary>
    public string Name => Metadata.Name;

    /// <summary>Whether this is the top chart.</summary>
    public bool IsRoot => Parent is null;

    /// <summary>The path used in template names: <c>top/charts/sub</c>.</summary>
    public string FullPath => Parent is null ? Name : $"{Parent.FullPath}/charts/{Name}";

    /// <summary>The custom resource definitions of the folder <c>crds/</c>, of this chart and its subcharts.</summary>
    public IEnumerable<ChartCrd> Crds()
    {
        foreach (ChartFile file in Files)
        {
            if (file.Name.StartsWith("crds/", StringComparison.Ordinal) && IsManifest(file.Name))
            {
                yield return new ChartCrd(ChartPaths.Join(FullPath, file.Name), file);
            }
        }

        foreach (ChartCrd crd in _dependencies.SelectMany(child => child.Crds()))
        {
            yield return crd;
        }
    }

    /// <summary>Replaces the subcharts.</summary>
    public void SetDependencies(IEnumerable<Chart> charts)
    {
        _dependencies = [.. charts];
        foreach (Chart chart in _dependencies)
        {
            chart.Parent = this;
        }
    }

    // A second view of the same chart under another name: files, values and subcharts stay shared, as in Helm.
    internal Chart UnderAlias(string alias)
    {
        Chart copy = new()
        {
            Metadata = Metadata.Renamed(alias.Length > 0 ? alias : Name),
            Raw = Raw,
            Lock = Lock,
            Templates = Templates,
            Values = Values,
            Schema = Schema,
            Files = Files,
            Parent = Parent,
        };
        copy._dependencies = _dependencies;
        return copy;
    }

    private static bool IsManifest(string name) =>
        ChartPaths.Extension(name).ToLowerInvariant() is ".yaml" or ".yml" or ".json";
}
