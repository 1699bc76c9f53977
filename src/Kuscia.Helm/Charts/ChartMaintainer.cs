namespace Kuscia.Helm.Charts;

/// <summary>One maintainer named by a chart.</summary>
/// <param name="Name">Name of the person or team.</param>
/// <param name="Email">Mail address, may be empty.</param>
/// <param name="Url">Web address, may be empty.</param>
public sealed record ChartMaintainer(string Name, string Email, string Url);
