using System.Text.Json;
using System.Text.Json.Nodes;
using KubeFate.Settings;
using Kuscia.Client.SignIn;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;

namespace KubeFate.Cli;

/// <summary>The way to the service through the Kubernetes API, for clusters without an ingress: <c>serviceurl: kube://NAMESPACE/SERVICE:PORT</c>.</summary>
/// <param name="Root">Address of the interface.</param>
/// <param name="Client">Signs in to the Kubernetes API.</param>
internal sealed record KubernetesWay(string Root, HttpClient Client)
{
    private const string Scheme = "kube://";

    /// <summary>The way that an address names; null when it is another kind of address.</summary>
    /// <exception cref="SettingsException">No kubeconfig leads anywhere, or the address is incomplete.</exception>
    public static KubernetesWay? Find(string service, SettingsFile settings, Func<string, string?> environment)
    {
        if (!service.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = service[Scheme.Length..].Split('/');
        if (parts.Length != 2 || parts.Any(part => part.Length == 0))
        {
            throw new SettingsException($"serviceurl: \"{service}\" has to name namespace, service and port, for example kube://kube-fate/kubefate:8080");
        }

        try
        {
            KubeConnection connection = HelmKubeConfig.Find(settings.Text("kube.config"), settings.Text("kube.context"), environment);
            string target = parts[1].Contains(':') ? parts[1] : parts[1] + ":8080";
            return new($"{connection.Server.TrimEnd('/')}/api/v1/namespaces/{parts[0]}/services/{target}/proxy/v1/", new HttpClient(connection.CreateHandler()));
        }
        catch (HelmException e)
        {
            throw new SettingsException($"serviceurl: \"{service}\" needs a kubeconfig: {e.Message}");
        }
    }

    /// <summary>What the Kubernetes API itself says; null when the service answered.</summary>
    public static string? Fault(string text)
    {
        if (!text.StartsWith('{') || !text.Contains("\"Status\"", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) is JsonObject answer && ApiClient.Text(answer, "kind") == "Status" ? ApiClient.Text(answer, "message") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
