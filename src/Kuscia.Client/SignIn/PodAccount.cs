using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Client.SignIn;

/// <summary>The account that Kubernetes gives to a pod.</summary>
internal static class PodAccount
{
    private const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The connection of the pod that this process runs in; null outside of one.</summary>
    public static KubeConnection? Find(Func<string, string?> environment)
    {
        string? host = environment("KUBERNETES_SERVICE_HOST");
        string tokenFile = Path.Combine(Folder, "token");
        if (string.IsNullOrEmpty(host) || !File.Exists(tokenFile))
        {
            return null;
        }

        string bracketed = host.Contains(':') ? $"[{host}]" : host;
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(Path.Combine(Folder, "ca.crt"));
        return new KubeConnection
        {
            Server = $"https://{bracketed}:{environment("KUBERNETES_SERVICE_PORT") ?? "443"}",
            Namespace = File.ReadAllText(Path.Combine(Folder, "namespace")).Trim(),
            Authorities = authorities,
            Token = () => File.ReadAllText(tokenFile),
        };
    }
}
