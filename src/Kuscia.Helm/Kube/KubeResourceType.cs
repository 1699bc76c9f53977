namespace Kuscia.Helm.Kube;

/// <summary>A kind and where the server keeps it.</summary>
/// <param name="ApiVersion">Group and version, for example apps/v1.</param>
/// <param name="Kind">Kind, for example Deployment.</param>
/// <param name="Plural">Resource name in addresses, for example deployments.</param>
/// <param name="Namespaced">Whether objects live in namespaces.</param>
public sealed record KubeResourceType(string ApiVersion, string Kind, string Plural, bool Namespaced)
{
    /// <summary>Secrets, where releases are stored.</summary>
    public static KubeResourceType Secret { get; } = new("v1", "Secret", "secrets", true);

    /// <summary>Namespaces.</summary>
    public static KubeResourceType Namespace { get; } = new("v1", "Namespace", "namespaces", false);

    /// <summary>Path of the collection, or of one object when a name is given.</summary>
    public string Path(string? ns, string? name)
    {
        string root = ApiVersion.Contains('/') ? "/apis/" : "/api/";
        string inNamespace = Namespaced && !string.IsNullOrEmpty(ns) ? $"/namespaces/{Uri.EscapeDataString(ns)}" : "";
        string one = name is null ? "" : "/" + Uri.EscapeDataString(name);
        return $"{root}{ApiVersion}{inNamespace}/{Plural}{one}";
    }
}
