using Kuscia.Client.SignIn;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Kube;

/// <summary>Kubeconfig files as the commands of helm see them.</summary>
public static class HelmKubeConfig
{
    /// <summary>Finds the connection to use: the file given, else the files of KUBECONFIG, else ~/.kube/config, else the account of the pod.</summary>
    /// <param name="file">Path of a kubeconfig; null when the user gave none.</param>
    /// <param name="context">Name of a context; null for the current one.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="HelmException">A file cannot be read, or a name in it leads nowhere.</exception>
    public static KubeConnection Find(string? file, string? context, Func<string, string?> environment)
    {
        try
        {
            return KubeConfig.Find(file, context, environment, TimeProvider.System);
        }
        catch (KubeConfigException e)
        {
            throw new HelmException(e.Message, e);
        }
    }
}
