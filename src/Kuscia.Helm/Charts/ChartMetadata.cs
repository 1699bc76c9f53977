namespace Kuscia.Helm.Charts;

/// <summary>The contents of <c>Chart.yaml</c>.</summary>
public sealed record ChartMetadata
{
    /// <summary>Name of the chart; an alias replaces it.</summary>
    public required string Name { get; set; }

    /// <summary>Address of the project page.</summary>
    public string Home { get; init; } = "";

    /// <summary>Addresses of the sources.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Version of the chart, a semantic version.</summary>
    public string Version { get; init; } = "";

    /// <summary>One sentence about the chart.</summary>
    public string Description { get; init; } = "";

    /// <summary>Words to find the chart by.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>The maintainers.</summary>
    public IReadOnlyList<ChartMaintainer> Maintainers { get; init; } = [];

    /// <summary>Address of an icon.</summary>
    public string Icon { get; init; } = "";

    /// <summary>Version of the chart format: v1 or v2.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>Condition that enables the chart (historic).</summary>
    public string Condition { get; init; } = "";

    /// <summary>Tags of the chart (historic).</summary>
    public string Tags { get; init; } = "";

    /// <summary>Version of the application inside.</summary>
    public string AppVersion { get; init; } = "";

    /// <summary>Whether the chart should no longer be used.</summary>
    public bool Deprecated { get; init; }

    /// <summary>Free annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Range of Kubernetes versions the chart works with; empty for all.</summary>
    public string KubeVersion { get; init; } = "";

    /// <summary>Declared dependencies; null when the chart declares none, which is not the same as an empty list to Helm.</summary>
    public IReadOnlyList<ChartDependency>? Dependencies { get; set; }

    /// <summary>application, library or empty.</summary>
    public string Type { get; init; } = "";

    internal bool IsLibrary => string.Equals(Type, "library", StringComparison.OrdinalIgnoreCase);

    // An alias is a second chart over the same parts; only its name is its own.
    internal ChartMetadata Renamed(string name) => this with { Name = name };
}
