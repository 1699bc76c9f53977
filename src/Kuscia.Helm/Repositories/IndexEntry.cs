namespace Kuscia.Helm.Repositories;

/// <summary>One version of a chart in the index of a repository.</summary>
/// <param name="Name">Name of the chart.</param>
/// <param name="Version">Its version.</param>
/// <param name="Url">Where the archive is, absolute or relative to the repository.</param>
/// <param name="Digest">SHA-256 of the archive in hexadecimal; empty when the index does not tell.</param>
public sealed record IndexEntry(string Name, string Version, string Url, string Digest);
