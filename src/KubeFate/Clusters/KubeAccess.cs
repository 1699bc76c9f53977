using KubeFate.Settings;
using Kuscia.Helm.Kube;

namespace KubeFate.Clusters;

/// <summary>The way to the Kubernetes API; opened when it is first needed, and again after it could not be found.</summary>
internal sealed class KubeAccess(ServiceSettings settings, Func<string, string?> environment) : IDisposable
{
    private readonly Lock _gate = new();
    private KubeHttpCluster? _cluster;

    /// <summary>The client.</summary>
    /// <exception cref="Kuscia.Helm.Charts.HelmException">No kubeconfig leads anywhere.</exception>
    public KubeHttpCluster Cluster
    {
        get
        {
            lock (_gate)
            {
                return _cluster ??= new KubeHttpCluster(HelmKubeConfig.Find(settings.KubeConfigFile, settings.KubeContext, environment));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cluster?.Dispose();
}
