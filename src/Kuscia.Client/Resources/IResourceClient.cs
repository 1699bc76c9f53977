using System.Text.Json.Nodes;
using Kuscia.Model.Meta;

namespace Kuscia.Client.Resources;

/// <summary>
/// Reads and writes objects of a Kubernetes API, in process or over HTTP. Failures other than "not found" on get and delete are thrown
/// as <see cref="ResourceException"/> with the status of the server. Thread-safe.
/// </summary>
public interface IResourceClient
{
    /// <summary>The object, or null when there is none.</summary>
    Task<T?> GetAsync<T>(ResourceKind<T> kind, ResourceName name, CancellationToken cancellationToken)
        where T : Resource;

    /// <summary>All objects of a kind in one namespace, or in all when <paramref name="namespace"/> is null.</summary>
    Task<ResourceList<T>> ListAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource;

    /// <summary>
    /// Changes after <see cref="ListOptions.ResourceVersion"/>, until cancelled or the server ends the stream. Throws with reason
    /// <c>Expired</c> when that version is compacted: list again.
    /// </summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource;

    /// <summary>Creates an object and returns what the server stored; throws with reason <c>AlreadyExists</c>.</summary>
    Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource;

    /// <summary>
    /// Applies an RFC 7396 merge patch to the object or to a subresource (<c>status</c>). A <c>metadata.resourceVersion</c> in the patch makes
    /// the write conditional (reason <c>Conflict</c>). Controllers write only with patches of what they own.
    /// </summary>
    Task<T> PatchAsync<T>(ResourceKind<T> kind, ResourceName name, JsonNode mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : Resource;

    /// <summary>Replaces an object that carries the resourceVersion it was read with.</summary>
    Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource;

    /// <summary>Deletes an object; false when there was none.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The object.</param>
    /// <param name="uid">When given, only an object with this uid is deleted.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, CancellationToken cancellationToken)
        where T : Resource;

    /// <summary>Posts to a subresource such as <c>binding</c> or <c>token</c> and returns the answer.</summary>
    Task<TBody> PostAsync<T, TBody>(ResourceKind<T> kind, ResourceName name, string subresource, TBody body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
        where T : Resource
        where TBody : Resource;
}
