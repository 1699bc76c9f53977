using System.Text.Json.Nodes;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Kube;

/// <summary>The few things Helm needs of a Kubernetes API. Failures are <see cref="KubeException"/>.</summary>
public interface IKubeCluster
{
    /// <summary>Asks for the server's version; also the test of whether it can be reached.</summary>
    Task<KubernetesVersion> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>Lists what is served, as <c>group/version</c> and <c>group/version/Kind</c>.</summary>
    Task<IReadOnlyList<string>> GetApiVersionsAsync(CancellationToken cancellationToken);

    /// <summary>Finds where a kind is kept; null when the server does not know it.</summary>
    Task<KubeResourceType?> FindTypeAsync(string apiVersion, string kind, CancellationToken cancellationToken);

    /// <summary>Drops what is remembered of the served kinds, because definitions were added.</summary>
    void ForgetTypes();

    /// <summary>Gets an object; null when it does not exist.</summary>
    Task<JsonObject?> GetAsync(KubeResourceType type, string? ns, string name, CancellationToken cancellationToken);

    /// <summary>Lists objects, of all namespaces when none is given.</summary>
    Task<IReadOnlyList<JsonObject>> ListAsync(KubeResourceType type, string? ns, string? labelSelector, CancellationToken cancellationToken);

    /// <summary>Creates an object.</summary>
    Task<JsonObject> CreateAsync(KubeResourceType type, string? ns, JsonObject value, CancellationToken cancellationToken);

    /// <summary>Replaces an object.</summary>
    Task<JsonObject> ReplaceAsync(KubeResourceType type, string? ns, string name, JsonObject value, CancellationToken cancellationToken);

    /// <summary>Patches an object.</summary>
    Task<JsonObject> PatchAsync(KubeResourceType type, string? ns, string name, KubePatchKind kind, JsonNode patch, CancellationToken cancellationToken);

    /// <summary>Deletes an object; what it owns is deleted in the background.</summary>
    /// <returns>False when it did not exist.</returns>
    Task<bool> DeleteAsync(KubeResourceType type, string? ns, string name, CancellationToken cancellationToken);
}
