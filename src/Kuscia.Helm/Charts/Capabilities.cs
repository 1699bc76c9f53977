namespace Kuscia.Helm.Charts;

/// <summary>What templates may know of the cluster.</summary>
/// <param name="KubeVersion">Version of the server.</param>
/// <param name="ApiVersions">Served API versions, as <c>group/version</c> and <c>group/version/Kind</c>.</param>
public sealed record Capabilities(KubernetesVersion KubeVersion, IReadOnlyList<string> ApiVersions)
{
    /// <summary>The capabilities assumed when no cluster is asked.</summary>
    public static Capabilities Default { get; } = new(KubernetesVersion.Default, KnownApiVersions.All);
}
