using System.Globalization;
using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Charts;

/// <summary>The version of a Kubernetes server.</summary>
/// <param name="Version">Full version with a leading v, for example v1.24.0.</param>
/// <param name="Major">Major number.</param>
/// <param name="Minor">Minor number; some clouds append a plus sign.</param>
public sealed record KubernetesVersion(string Version, string Major, string Minor)
{
    /// <summary>The version assumed when no cluster is asked.</summary>
    public static KubernetesVersion Default { get; } = new("v1.24.0", "1", "24");

    /// <summary>Reads a version such as <c>1.27</c> or <c>v1.27.3-eks-1</c>.</summary>
    /// <exception cref="HelmException">The text is not a semantic version.</exception>
    public static KubernetesVersion Parse(string text)
    {
        if (!SemanticVersion.TryParse(text, out SemanticVersion? parsed, out string fault))
        {
            throw new HelmException($"invalid kube version '{text}': {fault}");
        }

        return new KubernetesVersion(
            "v" + parsed,
            parsed.Major.ToString(CultureInfo.InvariantCulture),
            parsed.Minor.ToString(CultureInfo.InvariantCulture));
    }
}
