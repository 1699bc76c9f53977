namespace Kuscia.Helm.Values;

/// <summary>What templates see as <c>.Release</c>.</summary>
/// <param name="Name">Name of the release.</param>
/// <param name="Namespace">Namespace it goes to.</param>
/// <param name="Revision">Revision, from 1.</param>
/// <param name="IsUpgrade">Whether this is an upgrade or a rollback; otherwise it is an install.</param>
public sealed record ReleaseScope(string Name, string Namespace, int Revision, bool IsUpgrade);
