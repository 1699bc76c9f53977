namespace Kuscia.Helm.Repositories;

/// <summary>A dependency with the one version that was chosen for it.</summary>
internal sealed record LockedDependency(string Name, string Repository, string Version);
