using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Releases;

/// <summary>How a chart is rendered.</summary>
public sealed record RenderSettings
{
    /// <summary>Helm's own settings.</summary>
    public static RenderSettings Default { get; } = new();

    /// <summary>Limits, clock, randomness and cluster look-ups of the templates.</summary>
    public RenderOptions Templates { get; init; } = RenderOptions.Default;

    /// <summary>Whether the files of <c>crds/</c> are put before the manifests.</summary>
    public bool IncludeCrds { get; init; }

    /// <summary>Whether the notes of subcharts are added to those of the top chart.</summary>
    public bool SubchartNotes { get; init; }
}
