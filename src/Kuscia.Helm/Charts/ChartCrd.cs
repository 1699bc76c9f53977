namespace Kuscia.Helm.Charts;

/// <summary>One file of a <c>crds/</c> folder; it is installed before everything else and never rendered.</summary>
/// <param name="FullName">Path with the names of the charts before it.</param>
/// <param name="File">The file, named as inside its own chart.</param>
public sealed record ChartCrd(string FullName, ChartFile File);
