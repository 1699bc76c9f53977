using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Client.Resources;
using Kuscia.Model.Meta;

namespace Kuscia.Api.Forwarding;

/// <summary>In place of the store, for operations that only check their request here: whoever asks it has found nothing wrong.</summary>
internal sealed class StoreBoundary : IResourceClient
{
    public Task<T?> GetAsync<T>(ResourceKind<T> kind, ResourceName name, CancellationToken cancellationToken)
        where T : Resource => throw new StoreReachedException();

    public Task<ResourceList<T>> ListAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource => throw new StoreReachedException();

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource => throw new StoreReachedException();

    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => throw new StoreReachedException();

    public Task<T> PatchAsync<T>(ResourceKind<T> kind, ResourceName name, JsonNode mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : Resource => throw new StoreReachedException();

    public Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => throw new StoreReachedException();

    public Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, CancellationToken cancellationToken)
        where T : Resource => throw new StoreReachedException();

    public Task<TBody> PostAsync<T, TBody>(
        ResourceKind<T> kind, ResourceName name, string subresource, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
        where T : Resource
        where TBody : Resource => throw new StoreReachedException();
}
