namespace Kuscia.Helm.Releases;

/// <summary>What differs between renderings of one action.</summary>
/// <param name="LooksUp">Whether templates may look into the cluster; a dry run on the client does not, as in Helm.</param>
/// <param name="SubchartNotes">Whether the notes of subcharts are added to those of the top chart.</param>
internal sealed record RenderMode(bool LooksUp, bool SubchartNotes);
